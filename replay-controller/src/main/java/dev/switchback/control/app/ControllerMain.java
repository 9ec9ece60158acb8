package dev.switchback.control.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.launch.ExternalLauncher;
import dev.switchback.control.step.Deadlines;
import dev.switchback.views.access.Listening;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRunBoard;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import java.util.concurrent.CountDownLatch;

/**
 * A controller in a process of its own; processors are started by others. The engines come from the environment
 * ({@link EngineAddresses}), the address from {@code SWITCHBACK_ADMIN_HOST} (default 127.0.0.1) and {@code SWITCHBACK_ADMIN_PORT} (default 8090).
 */
public final class ControllerMain {
    private ControllerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        ControllerSettings settings;
        try {
            EngineAddresses engines = EngineAddresses.from(System.getenv());
            settings = new ControllerSettings(
                    engines,
                    System.getenv().getOrDefault("SWITCHBACK_ADMIN_HOST", "127.0.0.1"),
                    port(System.getenv().getOrDefault("SWITCHBACK_ADMIN_PORT", "8090")),
                    ControllerSettings.defaultLiveShards(engines),
                    Deadlines.DEFAULT,
                    Listening.from(System.getenv(), "SWITCHBACK_ADMIN_RATE"));
        } catch (IllegalArgumentException e) {
            System.err.println("replay-controller: " + e.getMessage());
            System.exit(2);
            return;
        }
        HikariDataSource database = PostgresPool.open(settings.engines().postgres(), 2);
        ControllerServer server;
        try {
            server = ControllerServer.start(
                    settings,
                    new ExternalLauncher(new PostgresVersionCatalog(database), new PostgresRunBoard(database)));
        } catch (IllegalArgumentException e) {
            database.close();
            System.err.println("replay-controller: " + e.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            server.close();
            database.close();
            stopped.countDown();
        }));
        System.out.println("replay-controller: admin API on port " + server.port());
        stopped.await();
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("SWITCHBACK_ADMIN_PORT is not a number: " + text, e);
        }
    }
}
