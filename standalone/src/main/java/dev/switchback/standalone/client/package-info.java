/** Clients of the admin and query APIs, as the commands use them. */
@NullMarked
package dev.switchback.standalone.client;

import org.jspecify.annotations.NullMarked;
