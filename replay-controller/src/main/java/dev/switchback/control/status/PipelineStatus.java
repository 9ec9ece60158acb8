package dev.switchback.control.status;

import dev.switchback.views.reader.Drains;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the API says of one pipeline.
 *
 * @param active number of the active version; empty before the first switch
 * @param switching whether a switch is being prepared
 * @param watch over the newest switch, if one was asked for
 * @param draining versions that go once the query servers named run no query on them
 */
public record PipelineStatus(
        String pipeline,
        OptionalInt active,
        long epoch,
        boolean switching,
        List<Drains.Draining> draining,
        Optional<WatchStatus> watch,
        List<VersionStatus> versions) {}
