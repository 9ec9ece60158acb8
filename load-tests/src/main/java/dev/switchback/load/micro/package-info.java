/** JMH benchmarks of single steps of the processor, with what they allocate. They call its classes directly, as nothing else here does. */
@NullMarked
package dev.switchback.load.micro;

import org.jspecify.annotations.NullMarked;
