/** Which authorities a process trusts where it speaks TLS. */
@NullMarked
package dev.switchback.views.trust;

import org.jspecify.annotations.NullMarked;
