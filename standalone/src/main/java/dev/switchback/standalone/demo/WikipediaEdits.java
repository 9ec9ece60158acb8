package dev.switchback.standalone.demo;

import dev.switchback.standalone.load.EventFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** The 39,244 real edits of 2015-09-12 that Apache Druid packages for its tests; the build puts the file on the class path. */
public final class WikipediaEdits {
    /** Where the file stands on the class path. */
    public static final String RESOURCE = "/wikipedia/wikiticker-2015-09-12-sampled.json.gz";

    private WikipediaEdits() {}

    /** Passes every edit, as it stands in the file, in ascending event time. */
    public static void forEach(Consumer<byte[]> edits) {
        try (InputStream input = WikipediaEdits.class.getResourceAsStream(RESOURCE)) {
            if (input == null) {
                throw new IllegalStateException("the build did not put " + RESOURCE + " on the class path");
            }
            EventFiles.read(input, edits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
