package dev.switchback.control.status;

import java.util.List;
import java.util.OptionalInt;

/**
 * What the API says of one pipeline.
 *
 * @param active number of the active version; empty before the first switch
 * @param switching whether a switch is being prepared
 */
public record PipelineStatus(
        String pipeline, OptionalInt active, long epoch, boolean switching, List<VersionStatus> versions) {}
