package dev.switchback.standalone.terminal;

import dev.switchback.standalone.client.ReplayStatus;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a replay: a bar with rate and time left on a terminal, elsewhere a line per change of state, and of what it waits for every ten
 * seconds at most. One thread at a time.
 */
public final class ReplayProgress implements AutoCloseable {
    /** What a replay waits for may change with every look. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final PrintWriter out;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private String state = "";
    private String problem = "";
    private long printed;

    /** @param terminal whether a person looks at a terminal that lines can be redrawn on */
    public ReplayProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether this process writes to a terminal. */
    public static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    public void show(ReplayStatus status) {
        if (terminal) {
            draw(status);
        } else if (!status.state().equals(state) || (!status.problem().equals(problem) && elapsed())) {
            out.println("   " + words(status));
            out.flush();
            problem = status.problem();
            printed = System.nanoTime();
        }
        state = status.state();
    }

    private boolean elapsed() {
        return System.nanoTime() - printed >= PAUSE.toNanos();
    }

    private static String words(ReplayStatus status) {
        StringBuilder words = new StringBuilder(status.state().replace('_', ' '));
        if (status.total() > 0) {
            words.append(String.format(Locale.ROOT, ", %,d of %,d events", status.done(), status.total()));
        }
        if (status.eventsPerSecond().orElse(0) >= 1) {
            words.append(String.format(
                    Locale.ROOT, ", %,.0f a second", status.eventsPerSecond().orElse(0)));
        }
        status.secondsLeft().ifPresent(seconds -> words.append(String.format(Locale.ROOT, ", %,d s left", seconds)));
        return status.problem().isEmpty() ? words.toString() : words + " (" + status.problem() + ")";
    }

    private void draw(ReplayStatus status) {
        ProgressBar current = bar;
        if (current == null) {
            current = new ProgressBarBuilder()
                    .setTaskName("   replay")
                    .setUnit(" events", 1)
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .setInitialMax(Math.max(1, status.total()))
                    .showSpeed()
                    .setSpeedUnit(ChronoUnit.SECONDS)
                    .build();
            bar = current;
        }
        current.maxHint(Math.max(1, status.total()));
        current.stepTo(status.done());
        current.setExtraMessage(status.state().replace('_', ' '));
        if (status.succeeded() || status.failed()) {
            close();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
