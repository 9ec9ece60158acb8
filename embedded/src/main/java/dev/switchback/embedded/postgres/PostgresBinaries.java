package dev.switchback.embedded.postgres;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked from the archive on the class path. */
record PostgresBinaries(Path root) {
    /**
     * Unpacks them once per archive.
     *
     * @throws EngineException if there are none for this platform
     */
    static PostgresBinaries unpack(Cache cache) {
        byte[] archive = archive();
        String hash = HexFormat.of().formatHex(sha256(archive), 0, 6);
        return new PostgresBinaries(cache.entry("postgres-" + hash, folder -> extract(archive, folder)));
    }

    Path program(String name) {
        return root.resolve("bin").resolve(name);
    }

    private static byte[] archive() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "Darwin" : os.contains("linux") ? "Linux" : "unknown";
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        try (InputStream input = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, architecture)) {
            if (input != null) {
                return input.readAllBytes();
            }
        } catch (IOException | IllegalStateException e) {
            throw missing(e);
        }
        throw missing(null);
    }

    private static EngineException missing(@org.jspecify.annotations.Nullable Exception cause) {
        String message = "No PostgreSQL is bundled for " + System.getProperty("os.name") + " on "
                + System.getProperty("os.arch") + ": set SWITCHBACK_POSTGRES to the URL of a running one.";
        return cause == null ? new EngineException(message) : new EngineException(message, cause);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void extract(byte[] archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new BufferedInputStream(new XZInputStream(new ByteArrayInputStream(archive)), 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpackEntry(tar, entry, folder);
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive names a path outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink() || entry.isLink()) {
            Path link = entry.isLink() ? folder.resolve(entry.getLinkName()) : Path.of(entry.getLinkName());
            Files.createSymbolicLink(target, link);
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
            throw new IOException(target + " cannot be made executable");
        }
    }
}
