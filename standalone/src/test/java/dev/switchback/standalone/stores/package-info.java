/** Whole pipelines on stores of several servers, of which some die or are rearranged. */
@NullMarked
package dev.switchback.standalone.stores;

import org.jspecify.annotations.NullMarked;
