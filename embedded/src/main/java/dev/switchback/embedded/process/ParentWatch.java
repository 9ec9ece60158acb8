package dev.switchback.embedded.process;

import java.io.IOException;

/** For child JVMs: the end of standard input means that the parent is gone. */
public final class ParentWatch {
    private ParentWatch() {}

    /** Runs {@code onParentGone} on a daemon thread once standard input ends. */
    public static void start(Runnable onParentGone) {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Nothing is ever said on this pipe; only its end matters.
                }
            } catch (IOException e) {
                // A broken pipe ends it too.
            }
            onParentGone.run();
        });
    }
}
