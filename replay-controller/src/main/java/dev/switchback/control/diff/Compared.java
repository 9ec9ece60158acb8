package dev.switchback.control.diff;

import dev.switchback.views.VersionId;
import dev.switchback.views.plan.PipelinePlan;

/** A version that is compared, and what its manifest means. */
public record Compared(VersionId id, PipelinePlan plan) {}
