package dev.switchback.standalone.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What every subcommand has: its root and its output. The result of {@code call()} is the exit status. */
abstract class Subcommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable SwitchbackCommand root;

    @Spec
    private @Nullable CommandSpec specification;

    /** The root command, which knows the environment. */
    SwitchbackCommand root() {
        return injected(root);
    }

    PrintWriter out() {
        return injected(specification).commandLine().getOut();
    }

    PrintWriter err() {
        return injected(specification).commandLine().getErr();
    }

    /** Prints a line at once. */
    void say(String line) {
        out().println(line);
        out().flush();
    }

    private static <T> T injected(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("picocli sets this before the command runs");
        }
        return value;
    }
}
