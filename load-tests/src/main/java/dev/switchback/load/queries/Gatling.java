package dev.switchback.load.queries;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@link QuerySimulation} in a JVM of its own, which Gatling ends by itself, and reads what it found. */
public final class Gatling {
    /** For its start and its report. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** In which its JVM starts and compiles; not counted. */
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    private final Path folder;
    private final Duration length;

    /** @param folder where the reports go */
    public Gatling(Path folder, Duration length) {
        this.folder = folder;
        this.length = length;
    }

    /**
     * Runs it, and waits until its report is written.
     *
     * @param name of the report's folder
     * @return by the names of the kinds
     */
    Map<String, Recorder.Figures> run(String name, URI server, List<QueryKind> kinds) {
        Path reports = folder.resolve(name);
        Path figures = reports.resolve("figures.json");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dgatling.ssl.useOpenSsl=false",
                "-Dgatling.data.console.light=true",
                "-Dgatling.data.utcDateTime=true",
                "-Dgatling.enableTelemetry=false",
                "-D" + QuerySimulation.URL + "=" + server,
                "-D" + QuerySimulation.SECONDS + "=" + length.toSeconds(),
                "-D" + QuerySimulation.WARM_UP + "=" + WARM_UP.toSeconds(),
                "-D" + QuerySimulation.KINDS + "=" + QueryKind.write(kinds),
                "-D" + QuerySimulation.FIGURES + "=" + figures,
                "-cp",
                System.getProperty("java.class.path"),
                "io.gatling.app.Gatling",
                "--simulation",
                QuerySimulation.class.getName(),
                "--results-folder",
                reports.toString());
        try {
            Files.createDirectories(reports);
            Path log = reports.resolve("gatling.log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(length.plus(WARM_UP).plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new UserException("Gatling did not end; " + log + " may say why.");
            }
            if (process.exitValue() != 0) {
                throw new UserException("Gatling ended with status " + process.exitValue() + "; " + log + " says why.");
            }
            return Recorder.read(figures);
        } catch (IOException e) {
            throw new UserException("Gatling cannot be run: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        }
    }
}
