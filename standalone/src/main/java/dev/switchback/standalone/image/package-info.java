/** Build contexts of the container images: which jars, in which layers, with which bill of materials. */
@NullMarked
package dev.switchback.standalone.image;

import org.jspecify.annotations.NullMarked;
