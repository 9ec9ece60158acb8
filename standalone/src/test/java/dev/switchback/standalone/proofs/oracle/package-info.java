/** Random views and events, and what a plain evaluation in memory makes of them. Imports nothing of the product: an oracle shares no code. */
@NullMarked
package dev.switchback.standalone.proofs.oracle;

import org.jspecify.annotations.NullMarked;
