package dev.switchback.standalone.app;

import dev.switchback.embedded.process.ParentWatch;
import dev.switchback.processor.app.ProcessorMain;
import dev.switchback.processor.app.WarmUp;
import dev.switchback.standalone.launch.SpareOrder;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.trust.TrustedAuthorities;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a processor's JVM that this program starts: {@code serve processor} without the command line, whose reading costs as
 * much as that of a manifest. It ends with its parent, which holds the other end of its standard input.
 */
public final class ProcessorChild {
    /** What a spare does its warm-up's work in. */
    private static final String STATE = "SWITCHBACK_STATE";

    private ProcessorChild() {}

    /** Arguments: the pipeline, the version's number; or {@code --spare} and the file that says when it has warmed up. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        Logs.toOutput();
        TrustedAuthorities.trust(System.getenv());
        if (arguments.length == 2 && arguments[0].equals(SpareOrder.ARGUMENT)) {
            waitForOrder(Path.of(arguments[1]));
            return;
        }
        ParentWatch.start(() -> System.exit(0));
        ProcessorMain.main(arguments);
    }

    private static void waitForOrder(Path warm) {
        WarmUp warmUp = new WarmUp(EngineAddresses.from(System.getenv()), Path.of(System.getenv(STATE), "spare"));
        Thread.ofPlatform().daemon().name("warm-up").start(() -> {
            warmUp.run();
            touch(warm);
        });
        String line = readLine();
        warmUp.stop();
        if (line == null) {
            return;
        }
        SpareOrder order = SpareOrder.read(line);
        writeTo(Path.of(order.log()));
        ParentWatch.start(() -> System.exit(0));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(STATE, order.state());
        ProcessorMain.run(new String[] {order.pipeline(), Integer.toString(order.version())}, environment);
    }

    private static void touch(Path warm) {
        try {
            Files.writeString(warm, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing where the parent is gone. */
    private static @Nullable String readLine() {
        try {
            // Not closed: standard input stays open as long as the parent lives.
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            return null;
        }
    }

    private static void writeTo(Path log) {
        Logs.toFile(log);
        try {
            PrintStream output =
                    new PrintStream(new FileOutputStream(log.toFile(), true), true, StandardCharsets.UTF_8);
            System.setOut(output);
            System.setErr(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
