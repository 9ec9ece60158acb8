package dev.switchback.standalone.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LayerArchiveTest {
    private static final Instant TIME = Instant.parse("2026-11-20T00:00:00Z");

    @TempDir
    Path folder = Path.of("");

    @Test
    void theSameFilesGiveTheSameBytesWheneverTheyWereWritten() throws IOException {
        Path first = write("first", true, Instant.parse("2020-01-01T00:00:00Z"));
        Path second = write("second", false, Instant.parse("2025-05-05T05:05:05Z"));
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    }

    @Test
    void entriesAreSortedAndBelongToRootBesidesTheState() throws IOException {
        List<String> entries = new ArrayList<>();
        try (var tar = new TarArchiveInputStream(Files.newInputStream(write("one", true, Instant.EPOCH)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertEquals(TIME.toEpochMilli(), entry.getLastModifiedTime().toMillis(), entry.getName());
                entries.add(entry.getName() + " " + entry.getLongUserId() + " " + Integer.toOctalString(entry.getMode())
                        + (entry.isSymbolicLink() ? " -> " + entry.getLinkName() : ""));
            }
        }
        assertEquals(
                List.of(
                        "opt/ 0 40755",
                        "opt/engines/ 0 40755",
                        "opt/engines/bin/ 0 40755",
                        "opt/engines/bin/alias 0 100755 -> program",
                        "opt/engines/bin/program 0 100755",
                        "opt/note 0 100644",
                        "var/ 0 40755",
                        "var/lib/ 0 40755",
                        "var/lib/state/ 10001 40755"),
                entries);
    }

    /** @param noteFirst in which order the parts are told */
    private Path write(String name, boolean noteFirst, Instant modified) throws IOException {
        Path engines = folder.resolve(name).resolve("engines");
        Path program = engines.resolve("bin").resolve("program");
        Files.createDirectories(program.resolveSibling("."));
        Files.writeString(program, "#!/bin/sh\n");
        assertTrue(program.toFile().setExecutable(true));
        Files.setLastModifiedTime(program, FileTime.from(modified));
        // As the archive of PostgreSQL is unpacked: some links are absolute.
        Files.createSymbolicLink(engines.resolve("bin").resolve("alias"), noteFirst ? Path.of("program") : program);
        LayerArchive layer = new LayerArchive(TIME);
        if (noteFirst) {
            layer.text("/opt/note", "text\n");
        }
        layer.copyTree(engines, "/opt/engines");
        layer.stateFolder("/var/lib/state");
        if (!noteFirst) {
            layer.text("/opt/note", "text\n");
        }
        Path tar = folder.resolve(name + ".tar");
        layer.writeTo(tar);
        return tar;
    }
}
