package dev.switchback.control.app;

import dev.switchback.control.launch.ProcessorLauncher;
import dev.switchback.control.leftover.LeftoverSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A launcher with what else is to be known of that on which it runs processors.
 *
 * @param leftovers where versions leave something there
 * @param checks for health, by name: whether it answers
 */
public record Launch(ProcessorLauncher launcher, List<LeftoverSource> leftovers, Map<String, BooleanSupplier> checks) {
    public Launch {
        leftovers = List.copyOf(leftovers);
        checks = Map.copyOf(checks);
    }

    /** A launcher that leaves nothing and needs nobody's answer. */
    public static Launch of(ProcessorLauncher launcher) {
        return new Launch(launcher, List.of(), Map.of());
    }
}
