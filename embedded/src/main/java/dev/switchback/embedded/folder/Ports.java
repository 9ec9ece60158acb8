package dev.switchback.embedded.folder;

import dev.switchback.embedded.EngineException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loopback ports of a data folder: free ones, chosen once and kept, so that a restart keeps all addresses. Thread-safe. */
public final class Ports {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);

    /** Below the range from which Linux takes the ports of outgoing connections, so that none of those is in the way later. */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;

    private final Path file;
    private final Properties kept = new Properties();

    /** Reads the ports of a folder. */
    public Ports(DataFolder folder) {
        this.file = folder.root().resolve("ports.properties");
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                kept.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new EngineException(
                        file + " cannot be read (" + e.getMessage() + "): delete it to have ports chosen anew.", e);
            }
        }
    }

    /** The port kept under a name if it is free, else a new one. */
    public synchronized int kept(String name) {
        String known = kept.getProperty(name);
        if (known != null && known.matches("\\d{1,5}")) {
            int port = Integer.parseInt(known);
            if (isFree(port)) {
                return port;
            }
            LOG.warn("Port {} of {} is taken by another program, another one is chosen", port, name);
        }
        int port = choose();
        kept.setProperty(name, Integer.toString(port));
        save();
        return port;
    }

    /**
     * A port that the user asked for.
     *
     * @throws EngineException if it is taken
     */
    public synchronized int fixed(String name, int port) {
        if (!isFree(port)) {
            throw new EngineException("Port " + port + " for " + name
                    + " is taken by another program: stop that program, or choose another port.");
        }
        return port;
    }

    private int choose() {
        int port;
        do {
            port = free(1);
        } while (kept.containsValue(Integer.toString(port)));
        return port;
    }

    /** The first of so many ports in a row that are free now, from the range in which no outgoing connection is in the way later. */
    public static int free(int inARow) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (IntStream.range(port, port + inARow).allMatch(Ports::isFree)) {
                return port;
            }
        }
        throw new EngineException(
                "No free port was found between " + FIRST + " and " + LAST + ": end programs that listen there.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void save() {
        try (Writer writer = Files.newBufferedWriter(file)) {
            kept.store(writer, null);
        } catch (IOException e) {
            throw new EngineException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
