package dev.switchback.standalone.launch;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.views.VersionId;
import java.util.HashSet;
import java.util.Set;

/** Runs versions with odd numbers in this JVM and the others in JVMs of their own: a rehearsal needs both. Thread-safe. */
public final class MixedLauncher implements ProcessorLauncher, AutoCloseable {
    private final ThreadLauncher threads;
    private final ProcessLauncher processes;

    /** Both become this launcher's to close. */
    public MixedLauncher(ThreadLauncher threads, ProcessLauncher processes) {
        this.threads = threads;
        this.processes = processes;
    }

    private ProcessorLauncher of(VersionId version) {
        return version.number() % 2 == 1 ? threads : processes;
    }

    @Override
    public void ensureRunning(VersionId version, int instances) {
        of(version).ensureRunning(version, instances);
    }

    @Override
    public void giveWay(VersionId version, boolean givesWay) {
        of(version).giveWay(version, givesWay);
    }

    @Override
    public void ensureStopped(VersionId version) {
        of(version).ensureStopped(version);
    }

    @Override
    public Set<VersionId> running() {
        Set<VersionId> running = new HashSet<>(threads.running());
        running.addAll(processes.running());
        return running;
    }

    @Override
    public void close() {
        processes.close();
        threads.close();
    }
}
