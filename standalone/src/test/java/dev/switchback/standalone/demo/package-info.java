/** Tests of the demo's judge and of its figures. */
@NullMarked
package dev.switchback.standalone.demo;

import org.jspecify.annotations.NullMarked;
