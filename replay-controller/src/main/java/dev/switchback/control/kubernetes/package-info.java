/** Adapter of the launcher's port to Kubernetes: a Deployment per version (ADR 175). */
@NullMarked
package dev.switchback.control.kubernetes;

import org.jspecify.annotations.NullMarked;
