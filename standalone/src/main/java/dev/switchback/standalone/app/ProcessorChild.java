package dev.switchback.standalone.app;

import dev.switchback.embedded.process.ParentWatch;
import dev.switchback.processor.app.ProcessorMain;
import java.util.Locale;

/**
 * The main class of a processor's JVM that this program starts: {@code serve processor} without the command line, whose reading costs as
 * much as that of a manifest. It ends with its parent, which holds the other end of its standard input.
 */
public final class ProcessorChild {
    private ProcessorChild() {}

    /** Arguments: the pipeline, the version's number. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        Logs.toOutput();
        ParentWatch.start(() -> System.exit(0));
        ProcessorMain.main(arguments);
    }
}
