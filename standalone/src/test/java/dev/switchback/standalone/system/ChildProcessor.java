package dev.switchback.standalone.system;

import dev.switchback.embedded.process.ChildJvm;
import dev.switchback.processor.app.ProcessorMain;
import dev.switchback.standalone.launch.ProcessLauncher;
import dev.switchback.views.VersionId;
import dev.switchback.views.engines.EngineAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One instance of a processor in a process of its own, with links of its own to the engines; started again when it ends, as launchers do. */
final class ChildProcessor implements AutoCloseable {
    private final String name;
    private final VersionId version;
    private final EngineAddresses engines;
    private final Path folder;
    private volatile Process process;
    private final AtomicInteger ends = new AtomicInteger();
    private volatile boolean over;

    ChildProcessor(String name, VersionId version, EngineAddresses engines, Path folder) throws IOException {
        this.name = name;
        this.version = version;
        this.engines = engines;
        this.folder = folder;
        this.process = spawn();
    }

    private Process spawn() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(
                        ProcessorMain.class,
                        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        List.of(version.pipeline(), Integer.toString(version.number()))))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("processor-" + name + ".log").toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("SWITCHBACK_"));
        builder.environment().putAll(ProcessLauncher.environment(engines));
        builder.environment().put("SWITCHBACK_INSTANCE", name);
        builder.environment().put("SWITCHBACK_THREADS", "1");
        builder.environment()
                .put("SWITCHBACK_STATE", folder.resolve("state-" + name).toString());
        builder.environment().put("SWITCHBACK_HANDOVER_SECONDS", "5");
        Process started = builder.start();
        var _ = started.onExit().thenAccept(this::ended);
        return started;
    }

    private void ended(Process ended) {
        ends.incrementAndGet();
        if (!over) {
            try {
                process = spawn();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** How often it has ended by itself. */
    int ends() {
        return ends.get();
    }

    @Override
    public void close() {
        over = true;
        process.destroyForcibly();
        process.onExit().join();
    }
}
