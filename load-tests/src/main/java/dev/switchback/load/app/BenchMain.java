package dev.switchback.load.app;

import dev.switchback.standalone.app.Main;
import java.nio.file.Path;
import java.util.Locale;

/** The command line of the benchmarks: what {@code ./switchback bench} runs. */
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.setProperty("java.awt.headless", "true");
        Path home = Path.of(System.getProperty("switchback.home", "."))
                .toAbsolutePath()
                .normalize();
        BenchCommand root = new BenchCommand(System.getenv(), home);
        System.exit(Main.run(root, System.getenv(), root::showsOrigins, arguments));
    }
}
