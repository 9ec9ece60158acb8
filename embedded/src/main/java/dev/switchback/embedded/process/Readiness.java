package dev.switchback.embedded.process;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Waiting until a started engine answers. */
public final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Readiness() {}

    /** One question to the engine in its own protocol. */
    @FunctionalInterface
    public interface Ping {
        /** Returns normally if the engine answered; any exception means not yet. */
        void ask() throws Exception;
    }

    /**
     * Asks until the engine answers.
     *
     * @throws EngineException if the process ends or the limit passes first
     */
    public static void await(String name, EngineProcess process, Duration limit, Ping ping) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            process.requireAlive();
            try {
                ping.ask();
                return;
            } catch (Exception notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw new EngineException(
                            name + " did not answer within " + limit.toSeconds() + " s: " + notYet.getMessage(),
                            notYet);
                }
            }
            pause(name);
        }
    }

    /** Opens a connection to {@code host:port} and closes it again. */
    public static void connect(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    1_000);
        }
    }

    private static void pause(String name) {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("The start of " + name + " was interrupted.", e);
        }
    }
}
