package dev.switchback.embedded.postgres;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The files of a database cluster. */
final class PostgresCluster {
    /** The major version whose files this program can use. */
    private static final String MAJOR = "18";

    private PostgresCluster() {}

    /**
     * Makes the cluster if it is not there: beside its place, then moved, so that a crash leaves none half made.
     *
     * @return the data directory
     */
    static Path make(PostgresBinaries binaries, List<String> prefix, Path folder, Path passwordFile, Path log) {
        Path data = folder.resolve("data");
        try {
            if (Files.isDirectory(data)) {
                requireMajor(data);
                return data;
            }
            Path partial = folder.resolve("data.partial");
            Cache.deleteTree(partial);
            initialize(binaries, prefix, partial, passwordFile, log);
            return Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EngineException("The PostgreSQL files in " + folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static void requireMajor(Path data) throws IOException {
        String found = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!found.equals(MAJOR)) {
            throw new EngineException(
                    "The data in " + data + " is of PostgreSQL " + found + ", and this Switchback brings " + MAJOR
                            + ": use the Switchback that wrote it, or choose another folder with --data.");
        }
    }

    private static void initialize(
            PostgresBinaries binaries, List<String> prefix, Path data, Path passwordFile, Path log) throws IOException {
        List<String> command = List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + data,
                "--username=" + PostgresEngine.USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-instructions");
        try {
            Process process = new ProcessBuilder(Unprivileged.command(prefix, command))
                    .directory(passwordFile.resolveSibling(".").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EngineException("initdb of PostgreSQL failed; " + log + " says why.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("The start of PostgreSQL was interrupted.", e);
        }
    }
}
