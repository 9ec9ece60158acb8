package dev.switchback.control.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes on to a store, until it is told to hang: then connections stay open, and nothing is answered. */
public final class StallingProxy implements AutoCloseable {
    private static final int LOOK_MILLIS = 20;

    private final URI target;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private volatile boolean hanging;

    public StallingProxy(URI target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The store's URL, with the proxy's address in it. */
    public URI address() {
        return URI.create(target.toString()
                .replace(
                        target.getHost() + ":" + target.getPort(),
                        listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort()));
    }

    public void hang(boolean on) {
        hanging = on;
    }

    /** Breaks all connections that there are; new ones may come. */
    public void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        sockets.clear();
    }

    /** Requests that wait now because it hangs. */
    public int waiting() {
        return waiting.get();
    }

    /** Requests whose senders went away while it hung. */
    public int givenUp() {
        return givenUp.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket store = new Socket(target.getHost(), target.getPort());
                sockets.add(client);
                sockets.add(store);
                Thread.ofVirtual().start(() -> pass(client, store, true));
                Thread.ofVirtual().start(() -> pass(store, client, false));
            } catch (IOException e) {
                // It was closed, or the store was; whoever asks will see.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean requests) {
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            from.setSoTimeout(LOOK_MILLIS);
            int read = 0;
            while (read >= 0) {
                read = read(from, buffer);
                if (read > 0) {
                    waiting.addAndGet(requests && held.size() == 0 ? 1 : 0);
                    held.write(buffer, 0, read);
                }
                if (held.size() > 0 && !hanging) {
                    waiting.addAndGet(requests ? -1 : 0);
                    held.writeTo(to.getOutputStream());
                    held.reset();
                }
            }
        } catch (IOException e) {
            // One of both has closed the connection.
        } finally {
            givenUp.addAndGet(requests && held.size() > 0 ? 1 : 0);
        }
    }

    /** @return 0: nothing came; below: nothing will come any more */
    private static int read(Socket from, byte[] buffer) throws IOException {
        try {
            return from.getInputStream().read(buffer);
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
