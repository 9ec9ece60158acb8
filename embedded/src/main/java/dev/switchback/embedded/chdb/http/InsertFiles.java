package dev.switchback.embedded.chdb.http;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Short-lived files with the data of inserts. The library takes data behind a statement only up to the first empty line and runs the rest as
 * statements (docs/adr/011), so no data may stand in a text. The files are never forced to the disk. Thread-safe.
 */
public final class InsertFiles {
    private final Path folder;
    private final AtomicLong next = new AtomicLong();

    private InsertFiles(Path folder) {
        this.folder = folder;
    }

    /** A folder below the working directory of this process, emptied of what an earlier process left. */
    public static InsertFiles in(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path each : left.toList()) {
                Files.delete(each);
            }
        }
        return new InsertFiles(folder);
    }

    /** Work with a file that exists only meanwhile. */
    interface Work {
        void with(String file) throws IOException;
    }

    void holding(MemorySegment data, Work work) throws IOException {
        Path file = folder.resolve(Long.toString(next.incrementAndGet()));
        try {
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = data.asByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            // Relative, and so free of whatever the user's folders are called.
            work.with(folder.getFileName() + "/" + file.getFileName());
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
