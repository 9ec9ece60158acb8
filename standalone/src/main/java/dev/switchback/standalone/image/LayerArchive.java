package dev.switchback.standalone.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A tar that an image takes as a layer. The same files give the same bytes: sorted, all of one time, owned by root unless said otherwise. Not
 * thread-safe.
 */
final class LayerArchive {
    private static final int PLAIN = 0100644;
    private static final int PROGRAM = 0100755;
    private static final int FOLDER = 040755;

    /** What lies at a path; the content is read when the tar is written. */
    private sealed interface Node {
        record Folder(int owner) implements Node {}

        record Text(String content) implements Node {}

        record Copy(Path file) implements Node {}

        record Link(String target) implements Node {}
    }

    private final Instant time;
    private final Map<String, Node> nodes = new TreeMap<>();

    LayerArchive(Instant time) {
        this.time = time;
    }

    /** A folder that the user of the service may write. */
    void stateFolder(String path) {
        parents(path);
        nodes.put(path.substring(1), new Node.Folder(Layout.USER));
    }

    void text(String path, String content) {
        put(path, new Node.Text(content));
    }

    void copy(Path file, String path) {
        put(path, new Node.Copy(file));
    }

    /** A folder with all that is in it; links stay links. */
    void copyTree(Path folder, String path) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.toList()) {
                String target = path + "/" + folder.relativize(file).toString().replace('\\', '/');
                if (Files.isSymbolicLink(file)) {
                    Path to = Files.readSymbolicLink(file);
                    put(
                            target,
                            new Node.Link((to.isAbsolute()
                                            ? file.resolveSibling(".")
                                                    .normalize()
                                                    .relativize(to)
                                            : to)
                                    .toString()));
                } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    put(target, new Node.Copy(file));
                }
            }
        }
    }

    private void put(String path, Node node) {
        parents(path);
        nodes.put(path.substring(1), node);
    }

    private void parents(String path) {
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            nodes.putIfAbsent(path.substring(1, end), new Node.Folder(0));
        }
    }

    void writeTo(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Map.Entry<String, Node> node : nodes.entrySet()) {
                write(tar, node.getKey(), node.getValue());
            }
        }
    }

    private void write(TarArchiveOutputStream tar, String path, Node node) throws IOException {
        switch (node) {
            case Node.Folder folder -> {
                TarArchiveEntry entry = entry(path + "/", TarConstants.LF_DIR, FOLDER);
                entry.setIds(folder.owner(), folder.owner());
                tar.putArchiveEntry(entry);
            }
            case Node.Text text -> {
                TarArchiveEntry entry = entry(path, TarConstants.LF_NORMAL, PLAIN);
                byte[] bytes = text.content().getBytes(StandardCharsets.UTF_8);
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
            }
            case Node.Copy copy -> {
                TarArchiveEntry entry =
                        entry(path, TarConstants.LF_NORMAL, Files.isExecutable(copy.file()) ? PROGRAM : PLAIN);
                entry.setSize(Files.size(copy.file()));
                tar.putArchiveEntry(entry);
                Files.copy(copy.file(), tar);
            }
            case Node.Link link -> {
                TarArchiveEntry entry = entry(path, TarConstants.LF_SYMLINK, PROGRAM);
                entry.setLinkName(link.target());
                tar.putArchiveEntry(entry);
            }
        }
        tar.closeArchiveEntry();
    }

    private TarArchiveEntry entry(String path, byte type, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(path, type);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(time.toEpochMilli());
        return entry;
    }
}
