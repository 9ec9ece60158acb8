package dev.switchback.load.report;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where one run of a benchmark leaves what it found: {@code result.json} and plots. */
public final class ResultFolder {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path path;

    private ResultFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes a new folder below {@code results}, named by the benchmark and the time.
     *
     * @throws UserException if it cannot be made
     */
    public static ResultFolder make(Path results, String benchmark, Instant now) {
        Path folder = results.resolve(benchmark + "-" + NAME.format(now));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserException("The folder " + folder + " cannot be made: " + e.getMessage() + ".", e);
        }
        return new ResultFolder(folder);
    }

    public Path path() {
        return path;
    }

    /** Writes {@code result.json}. */
    public void write(Report report) {
        save("result.json", JSON.writeValueAsBytes(report.content()));
    }

    /**
     * Writes a plot as PNG.
     *
     * @param name of the file, without its ending
     */
    public void write(String name, Plot plot) {
        save(name + ".png", plot.png());
    }

    private void save(String name, byte[] content) {
        try {
            Files.write(path.resolve(name), content);
        } catch (IOException e) {
            throw new UserException("The result cannot be written to " + path + ": " + e.getMessage() + ".", e);
        }
    }
}
