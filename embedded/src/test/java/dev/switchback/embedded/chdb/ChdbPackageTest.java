package dev.switchback.embedded.chdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.EngineException;
import dev.switchback.embedded.folder.Cache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChdbPackageTest {
    @Test
    void everySupportedPlatformHasItsPackage() {
        assertEquals("@chdb/lib-linux-x64-gnu", ChdbPackage.of("Linux", "amd64").name());
        assertEquals(
                "@chdb/lib-linux-arm64-gnu", ChdbPackage.of("Linux", "aarch64").name());
        assertEquals(
                "@chdb/lib-darwin-x64", ChdbPackage.of("Mac OS X", "x86_64").name());
        assertEquals(
                "@chdb/lib-darwin-arm64", ChdbPackage.of("Mac OS X", "aarch64").name());
    }

    @Test
    void anotherPlatformIsRefused() {
        for (List<String> each : List.of(List.of("Windows 11", "amd64"), List.of("Linux", "riscv64"))) {
            String message = assertThrows(EngineException.class, () -> ChdbPackage.of(each.get(0), each.get(1)))
                    .getMessage();
            assertTrue(message != null && message.contains(each.get(0)) && message.contains("SWITCHBACK_CLICKHOUSE"));
        }
    }

    @Test
    void missingNpmIsSaid(@TempDir Path cache) {
        ChdbPackage chdb = ChdbPackage.of("Linux", "amd64");
        EngineException missing = assertThrows(
                EngineException.class,
                () -> chdb.library(Cache.at(cache), cache.resolve("no-npm-here").toString()));
        assertTrue(String.valueOf(missing.getMessage()).startsWith("npm is not on the PATH"), missing.getMessage());
    }

    @Test
    void failureOfNpmIsSaidAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
        Path npm = Files.writeString(
                folder.resolve("npm"),
                "#!/bin/sh\necho 'npm error code E404' >&2\necho 'npm error 404 Not Found' >&2\nexit 1\n");
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwx------"));
        ChdbPackage chdb = ChdbPackage.of("Linux", "amd64");
        Path cache = folder.resolve("cache");
        EngineException failed =
                assertThrows(EngineException.class, () -> chdb.library(Cache.at(cache), npm.toString()));
        assertTrue(String.valueOf(failed.getMessage()).contains("E404"), failed.getMessage());
        assertFalse(Files.exists(cache.resolve("chdb-lib-linux-x64-gnu-" + ChdbPackage.VERSION)));
    }
}
