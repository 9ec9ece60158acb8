package dev.switchback.standalone.app;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Stack} that stops in order when this JVM is interrupted, terminated, or done with it. */
public final class Running implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Stack stack;
    private final RunFolder folder;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Running(Stack stack, RunFolder folder) {
        this.stack = stack;
        this.folder = folder;
    }

    /** Starts the stack; a folder that is temporary is removed at the end, also if the start fails. */
    public static Running start(StackSettings settings, RunFolder folder, Consumer<String> progress) {
        Stack stack;
        try {
            stack = Stack.start(settings, progress);
        } catch (RuntimeException e) {
            remove(folder);
            throw e;
        }
        Running running = new Running(stack, folder);
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
        return running;
    }

    public Stack stack() {
        return stack;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            EnvironmentFile.remove(folder.path());
            stack.close();
            remove(folder);
        }
    }

    private static void remove(RunFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warn("the temporary folder {} could not be removed", folder.path(), e);
        }
    }
}
