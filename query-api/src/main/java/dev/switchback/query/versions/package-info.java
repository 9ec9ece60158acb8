/** What is known of versions without asking PostgreSQL at every query: plans, slots, watermarks. */
@NullMarked
package dev.switchback.query.versions;

import org.jspecify.annotations.NullMarked;
