/** Proofs that results are exactly right: an oracle, peers' vectors and published answers, all read through the query API. */
@NullMarked
package dev.switchback.standalone.proofs;

import org.jspecify.annotations.NullMarked;
