package dev.switchback.views.functions;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files of a jar, unpacked in memory. What a jar holds for newer Java releases only (META-INF/versions) is left out, so that the same
 * code runs whatever the runtime. Immutable.
 */
public final class JarContent {
    private static final int MAX_ENTRIES = 20_000;
    private static final long MAX_UNPACKED = 128L << 20;
    /** Signature and fixed length of the record that ends a zip file; a comment of up to 65,535 bytes may follow. */
    private static final int END_SIGNATURE = 0x06054b50;

    private static final int END_LENGTH = 22;
    private static final int MAX_COMMENT = 0xffff;

    private final Map<String, byte[]> files;

    private JarContent(Map<String, byte[]> files) {
        this.files = files;
    }

    /** @throws BrokenJarException where the bytes are no jar, are damaged, or unpack to more than is reasonable */
    public static JarContent read(byte[] jar) throws BrokenJarException {
        int announced = entries(jar);
        Map<String, byte[]> files = new HashMap<>();
        int entries = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            long unpacked = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, MAX_UNPACKED - unpacked + 1));
                unpacked += content.length;
                if (unpacked > MAX_UNPACKED || ++entries > MAX_ENTRIES) {
                    throw new BrokenJarException(
                            "unpacks to more than " + (MAX_UNPACKED >> 20) + " MiB or " + MAX_ENTRIES + " files");
                }
                add(files, entry, content);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BrokenJarException("is damaged: " + e.getMessage());
        }
        // The stream ends without complaint where the file was cut between two entries.
        if ((entries & 0xffff) != announced) {
            throw new BrokenJarException("is damaged: it has " + entries + " files where it announces " + announced);
        }
        return new JarContent(files);
    }

    private static void add(Map<String, byte[]> files, ZipEntry entry, byte[] content) throws BrokenJarException {
        String name = entry.getName();
        if (entry.isDirectory() || name.startsWith("META-INF/versions/")) {
            return;
        }
        if (files.put(name, content) != null) {
            throw new BrokenJarException("holds " + name + " twice");
        }
    }

    /** Number of entries that the end of the file announces, modulo 65,536. */
    private static int entries(byte[] jar) throws BrokenJarException {
        ByteBuffer bytes = ByteBuffer.wrap(jar).order(ByteOrder.LITTLE_ENDIAN);
        int first = Math.max(0, jar.length - END_LENGTH - MAX_COMMENT);
        for (int at = jar.length - END_LENGTH; at >= first; at--) {
            if (bytes.getInt(at) == END_SIGNATURE) {
                return Short.toUnsignedInt(bytes.getShort(at + 10));
            }
        }
        throw new BrokenJarException("is not a jar, or was cut off");
    }

    /** A file's bytes; not to be changed. */
    Optional<byte[]> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /**
     * The bytes of a class; not to be changed.
     *
     * @param internalName such as {@code dev/example/Scoring}
     */
    public Optional<byte[]> classFile(String internalName) {
        return file(internalName + ".class");
    }
}
