package dev.switchback.embedded.process;

import java.io.IOException;

/** For child JVMs: the end of standard input means that the parent is gone. */
public final class ParentWatch {
    private ParentWatch() {}

    /** Runs {@code onParentGone} on a daemon thread once standard input ends. */
    public static void start(Runnable onParentGone) {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            // For the log: status 0 alone does not tell this end from one that nobody wanted.
            System.err.println("Standard input is over (" + awaitEnd() + "), and so this process ends.");
            onParentGone.run();
        });
    }

    private static String awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever said on this pipe; only its end matters.
            }
            return "its end";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
