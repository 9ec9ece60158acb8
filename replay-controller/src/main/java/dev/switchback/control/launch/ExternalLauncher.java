package dev.switchback.control.launch;

import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.catalog.VersionCatalog;
import dev.switchback.views.run.ProcessorReport;
import dev.switchback.views.run.RunBoard;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** For processors that others start and stop: it only sees, by their reports, which run. Thread-safe. */
public final class ExternalLauncher implements ProcessorLauncher {
    /** Reports come about once a second. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final VersionCatalog catalog;
    private final RunBoard board;

    public ExternalLauncher(VersionCatalog catalog, RunBoard board) {
        this.catalog = catalog;
        this.board = board;
    }

    @Override
    public void ensureRunning(VersionId version, int instances) {
        // Whoever runs the processors does; the replay waits for their progress.
    }

    @Override
    public void ensureStopped(VersionId version) {
        // As above; removal waits until the reports end.
    }

    @Override
    public Set<VersionId> running() {
        return catalog.pipelines().stream()
                .flatMap(pipeline -> catalog.versions(pipeline).stream())
                .map(RegisteredVersion::id)
                .filter(version -> board.reports(version).stream().anyMatch(ExternalLauncher::alive))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean alive(ProcessorReport report) {
        return switch (report.state()) {
            case STARTING, RUNNING, WAITING_FOR_STORE, PAUSED, UNKNOWN ->
                report.age().compareTo(SILENCE) < 0;
            case FAILED, STOPPED -> false;
        };
    }
}
