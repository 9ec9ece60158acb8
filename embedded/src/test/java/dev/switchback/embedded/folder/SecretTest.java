package dev.switchback.embedded.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretTest {
    private static final int ENGINES = 8;
    private static final int FOLDERS = 20;

    @TempDir
    Path root = Path.of("");

    /** PostgreSQL and ClickHouse start side by side, and both ask for it first. */
    @Test
    void enginesThatStartSideBySideShareOne() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(ENGINES)) {
            for (int i = 0; i < FOLDERS; i++) {
                try (DataFolder folder = DataFolder.open(root.resolve("data" + i), FreeSpace.OF_DISK)) {
                    CyclicBarrier start = new CyclicBarrier(ENGINES);
                    List<Future<String>> asked = new ArrayList<>();
                    for (int engine = 0; engine < ENGINES; engine++) {
                        asked.add(threads.submit(() -> {
                            start.await();
                            return Secret.of(folder);
                        }));
                    }
                    Set<String> secrets = new HashSet<>();
                    for (Future<String> one : asked) {
                        secrets.add(one.get());
                    }
                    assertEquals(Set.of(Secret.of(folder)), secrets);
                }
            }
        }
    }
}
