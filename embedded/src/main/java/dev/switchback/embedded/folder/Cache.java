package dev.switchback.embedded.folder;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Programs unpacked once per user and shared by all data folders: {@code $SWITCHBACK_CACHE}, else {@code ~/.cache/switchback}. Safe among
 * threads and processes.
 */
public final class Cache {
    private static final ReentrantLock WITHIN_JVM = new ReentrantLock();

    private final Path root;

    private Cache(Path root) {
        this.root = root;
    }

    public static Cache ofUser() {
        String named = System.getenv("SWITCHBACK_CACHE");
        return new Cache(
                named != null && !named.isBlank()
                        ? Path.of(named).toAbsolutePath()
                        : Path.of(System.getProperty("user.home"), ".cache", "switchback"));
    }

    /** A cache in a folder of its own. */
    public static Cache at(Path root) {
        return new Cache(root);
    }

    /** Fills a new folder; whatever it leaves there becomes the entry at once, or not at all. */
    @FunctionalInterface
    public interface Filler {
        void fill(Path folder) throws IOException;
    }

    /**
     * The folder of an entry, filled at first use.
     *
     * @throws EngineException if it cannot be filled
     */
    public Path entry(String name, Filler filler) {
        Path entry = root.resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        WITHIN_JVM.lock();
        try {
            Files.createDirectories(root);
            try (FileChannel channel = FileChannel.open(
                    root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.lock(); // Released when the channel is closed.
                return Files.isDirectory(entry) ? entry : filled(entry, filler);
            }
        } catch (IOException e) {
            throw new EngineException(
                    "The cache folder " + entry + " cannot be filled (" + e.getMessage()
                            + "): make room or name another folder in SWITCHBACK_CACHE.",
                    e);
        } finally {
            WITHIN_JVM.unlock();
        }
    }

    private Path filled(Path entry, Filler filler) throws IOException {
        Path partial = root.resolve(entry.getFileName() + ".partial");
        deleteTree(partial);
        Files.createDirectories(partial);
        filler.fill(partial);
        return Files.move(partial, entry, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a folder with all that is in it; nothing happens if it is not there. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
