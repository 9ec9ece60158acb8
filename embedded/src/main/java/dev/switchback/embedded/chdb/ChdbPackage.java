package dev.switchback.embedded.chdb;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The npm package that holds the library for one platform.
 *
 * @param name as npm knows it
 * @param file the library in it
 */
record ChdbPackage(String name, String file) {
    static final String VERSION = "26.5.3";

    /**
     * The package for an operating system and an architecture as Java names them.
     *
     * @throws EngineException if there is none
     */
    static ChdbPackage of(String os, String architecture) {
        String system = os.toLowerCase(Locale.ROOT);
        String cpu = switch (architecture) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> "";
        };
        if (!cpu.isEmpty() && system.contains("linux")) {
            return new ChdbPackage("@chdb/lib-linux-" + cpu + "-gnu", "libchdb.so");
        }
        if (!cpu.isEmpty() && system.contains("mac")) {
            return new ChdbPackage("@chdb/lib-darwin-" + cpu, "libchdb.so");
        }
        throw new EngineException("The embedded ClickHouse does not exist for " + os + " on " + architecture
                + " (only for Linux and macOS on x64 and arm64): set SWITCHBACK_CLICKHOUSE to the URL of a server.");
    }

    /**
     * The library file, fetched by npm at first use.
     *
     * @throws EngineException if npm is missing or fails
     */
    Path library(Cache cache, String npm) {
        String entry = name.substring(name.indexOf('/') + 1) + "-" + VERSION;
        Path folder = cache.entry("chdb-" + entry, target -> install(target, npm));
        Path library = folder.resolve("node_modules").resolve(name).resolve(file);
        if (!Files.isRegularFile(library)) {
            throw new EngineException("The npm package " + name + " in " + folder + " lacks " + file
                    + ": delete that folder to have it fetched again.");
        }
        return library;
    }

    private void install(Path folder, String npm) throws IOException {
        List<String> command = List.of(
                npm,
                "install",
                "--prefix",
                folder.toString(),
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                name + "@" + VERSION);
        Path log = Files.createTempFile("switchback-npm", ".log");
        try {
            Process process = start(command, folder, log);
            if (!process.waitFor(15, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw failed("it took longer than 15 minutes");
            }
            if (process.exitValue() != 0) {
                throw failed(lastLine(Files.readString(log, StandardCharsets.UTF_8)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("The download of ClickHouse was interrupted.", e);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private Process start(List<String> command, Path folder, Path log) {
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new EngineException(
                    "npm is not on the PATH, and it is needed once to fetch ClickHouse (" + name + "@" + VERSION
                            + "): install Node.js, or set SWITCHBACK_CLICKHOUSE to the URL of a server.",
                    e);
        }
    }

    private EngineException failed(String why) {
        return new EngineException("npm could not fetch ClickHouse (" + name + "@" + VERSION + "): " + why
                + "; check the network, or set SWITCHBACK_CLICKHOUSE to the URL of a server.");
    }

    private static String lastLine(String output) {
        List<String> errors =
                output.lines().filter(line -> line.startsWith("npm error")).toList();
        return errors.isEmpty()
                ? "it gave no reason"
                : errors.getFirst() + (errors.size() > 1 ? ", " + errors.get(1) : "");
    }
}
