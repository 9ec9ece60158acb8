/** The launcher on Kubernetes against an API server that keeps what it is given, and is made to fail. */
@NullMarked
package dev.switchback.control.kubernetes;

import org.jspecify.annotations.NullMarked;
