package dev.switchback.embedded.folder;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A data folder that this JVM alone uses until it is closed. */
public final class DataFolder implements AutoCloseable {
    /** Grows when the layout of the folder changes so that older programs cannot read it. */
    static final int FORMAT = 1;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder if need be and locks it.
     *
     * @throws EngineException if it cannot be used, is in use, is of a newer version, or its disk is nearly full
     */
    public static DataFolder open(Path path, FreeSpace freeSpace) {
        Path root = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            freeSpace.require(root);
            FileChannel channel =
                    FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new EngineException(
                        "The data folder " + root
                                + " is in use by another running Switchback: stop that one, or choose another folder with --data.");
            }
            DataFolder folder = new DataFolder(root, channel, lock);
            folder.prepare();
            return folder;
        } catch (IOException e) {
            throw new EngineException(
                    "The data folder " + root + " cannot be used ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "): make it a folder that you may read and write, or choose another one with --data.",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    private void prepare() throws IOException {
        try {
            checkFormat();
            Files.createDirectories(root.resolve("logs"));
            Files.createDirectories(root.resolve("pids"));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void checkFormat() throws IOException {
        Path file = root.resolve("format");
        if (!Files.exists(file)) {
            Files.writeString(file, FORMAT + "\n");
            return;
        }
        String found = Files.readString(file).strip();
        if (!found.equals(Integer.toString(FORMAT))) {
            throw new EngineException(
                    "The data folder " + root + " has format " + found + ", and this Switchback knows format " + FORMAT
                            + ": use the newer Switchback that wrote it, or choose another folder with --data.");
        }
    }

    /** The folder of one engine; made if missing. */
    public Path data(String engine) {
        Path folder = root.resolve(engine);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EngineException("The folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    public Path log(String engine) {
        return root.resolve("logs").resolve(engine + ".log");
    }

    public Path pidFile(String engine) {
        return root.resolve("pids").resolve(engine);
    }

    public Path root() {
        return root;
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            // The kernel releases the lock with the file at the latest when this JVM ends.
        }
    }
}
