package dev.switchback.embedded.testing;

import dev.switchback.embedded.EmbeddedEngines;
import dev.switchback.embedded.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An embedded engine for the {@link EngineGuard}. */
record WatchedProcess(Engine engine, EmbeddedEngines engines) implements EngineGuard.Watched {
    @Override
    public boolean isLost() {
        return engines.lost().contains(engine);
    }

    @Override
    public void revive() {
        engines.revive();
    }

    @Override
    public String endOfLog() {
        try (Stream<Path> logs = Files.list(RunningSet.folder(engine).resolve("logs"))) {
            StringBuilder end = new StringBuilder();
            for (Path log : logs.toList()) {
                List<String> lines = Files.readAllLines(log);
                lines.subList(Math.max(0, lines.size() - 10), lines.size())
                        .forEach(line -> end.append('\n').append(line));
            }
            return end.toString();
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
