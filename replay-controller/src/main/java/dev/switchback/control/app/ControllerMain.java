package dev.switchback.control.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.step.Deadlines;
import dev.switchback.views.StoreDeniedException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.access.Listening;
import dev.switchback.views.engines.EngineAddresses;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresRole;
import java.util.concurrent.CountDownLatch;

/**
 * A controller in a process of its own; processors are started by others, or with {@code SWITCHBACK_LAUNCHER=kubernetes} by it, as Deployments. The engines come from the environment
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
                    number("SWITCHBACK_ADMIN_PORT", "8090"),
                    ControllerSettings.defaultLiveShards(engines),
                    Deadlines.DEFAULT,
                    Listening.from(System.getenv(), "SWITCHBACK_ADMIN_RATE"),
                    number("SWITCHBACK_INSTANCES", "1"));
        } catch (IllegalArgumentException e) {
            System.err.println("replay-controller: " + e.getMessage());
            System.exit(2);
            return;
        }
        HikariDataSource database = PostgresPool.open(settings.engines().postgres(), 2);
        ControllerServer server;
        Launchers launchers;
        try {
            requirePrimary(database);
            launchers = new Launchers(System.getenv(), database);
            server = start(settings, launchers);
        } catch (IllegalArgumentException | StoreDeniedException e) {
            database.close();
            System.err.println("replay-controller: " + e.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            launchers.close();
            server.close();
            database.close();
            stopped.countDown();
        }));
        System.out.println("replay-controller: admin API on port " + server.port());
        stopped.await();
    }

    private static ControllerServer start(ControllerSettings settings, Launchers launchers) {
        try {
            ControllerServer server = ControllerServer.start(settings, launchers.launch());
            launchers.label(server::leading);
            return server;
        } catch (RuntimeException e) {
            launchers.close();
            throw e;
        }
    }

    /** A replica is a mistake to be told at once; a server that does not answer yet is waited for. */
    private static void requirePrimary(HikariDataSource database) {
        try {
            var _ = PostgresRole.requirePrimary(database);
        } catch (StoreDeniedException e) {
            throw e;
        } catch (StoreUnavailableException e) {
            System.err.println("replay-controller: " + e.getMessage());
        }
    }

    private static int number(String variable, String standard) {
        String text = System.getenv().getOrDefault(variable, standard);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(variable + " is not a number: " + text, e);
        }
    }
}
