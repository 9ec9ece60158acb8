package dev.switchback.standalone.load;

import dev.switchback.standalone.UserException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads events from files, one per line. */
public final class EventFiles {
    /** The name that stands for standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private EventFiles() {}

    /** @throws UserException if one of the files is not there */
    public static void requireThere(List<String> names) {
        for (String name : names) {
            if (!STANDARD_INPUT.equals(name) && !Files.exists(Path.of(name))) {
                throw new UserException("There is no file " + name + ".");
            }
        }
    }

    /**
     * Passes every line that is not blank to {@code events}, byte by byte as it stands in the file. Gzip is recognised by its first bytes.
     *
     * @param name path of a file, or {@link #STANDARD_INPUT}
     * @throws UserException if it cannot be read
     */
    public static void read(String name, Consumer<byte[]> events) {
        try (InputStream input = STANDARD_INPUT.equals(name) ? System.in : Files.newInputStream(Path.of(name))) {
            read(input, events);
        } catch (NoSuchFileException e) {
            throw new UserException("There is no file " + name + ".", e);
        } catch (IOException e) {
            throw new UserException(name + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Passes every line that is not blank to {@code events}; the stream is read to its end. */
    public static void read(InputStream raw, Consumer<byte[]> events) throws IOException {
        InputStream input = uncompressed(new BufferedInputStream(raw, BUFFER));
        byte[] buffer = new byte[BUFFER];
        ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
        for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
            int start = 0;
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    line.write(buffer, start, i - start);
                    emit(line, events);
                    start = i + 1;
                }
            }
            line.write(buffer, start, read - start);
        }
        emit(line, events);
    }

    private static InputStream uncompressed(BufferedInputStream input) throws IOException {
        input.mark(2);
        boolean gzip = input.read() == GZIP_MAGIC_1 && input.read() == GZIP_MAGIC_2;
        input.reset();
        return gzip ? new GZIPInputStream(input, BUFFER) : input;
    }

    private static void emit(ByteArrayOutputStream line, Consumer<byte[]> events) {
        byte[] bytes = line.toByteArray();
        line.reset();
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\r' || bytes[end - 1] == ' ')) {
            end--;
        }
        if (end > 0) {
            events.accept(end == bytes.length ? bytes : Arrays.copyOf(bytes, end));
        }
    }
}
