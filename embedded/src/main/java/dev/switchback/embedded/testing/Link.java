package dev.switchback.embedded.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A TCP link to an engine, as one service has it: it can be cut in both of the ways in which networks fail, and mended. Needs no rights. Thread-safe.
 */
public final class Link implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(5);

    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    /** Held shared while bytes are passed on, so that none passes once {@link #silence} has returned. */
    private final ReentrantReadWriteLock passing = new ReentrantReadWriteLock();

    private volatile InetSocketAddress target;
    private volatile State state = State.OPEN;
    private volatile Duration delay = Duration.ZERO;

    private enum State {
        OPEN,
        /** Packets vanish: connections stay, nothing arrives, nobody is told. */
        SILENT,
        /** Connections are reset, new ones refused. */
        REFUSING,
        CLOSED
    }

    private Link(InetSocketAddress target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public static Link to(String host, int port) {
        return new Link(new InetSocketAddress(host, port));
    }

    public static Link to(URI engine) {
        return to(engine.getHost(), engine.getPort());
    }

    /** The engine's URL by way of this link. */
    public URI through(URI engine) {
        return URI.create(engine.toString()
                .replace(engine.getHost() + ":" + engine.getPort(), "127.0.0.1:" + listening.getLocalPort()));
    }

    /** Where it listens on this machine. */
    public int port() {
        return listening.getLocalPort();
    }

    /** From now on new connections lead elsewhere. */
    public void lead(String host, int port) {
        target = new InetSocketAddress(host, port);
    }

    /** From when this returns nothing passes any more, in neither direction, and nobody is told: a black hole. */
    public void silence() {
        passing.writeLock().lock();
        try {
            state = State.SILENT;
        } finally {
            passing.writeLock().unlock();
        }
    }

    /** Connections end at once, and new ones are not taken. */
    public void refuse() {
        state = State.REFUSING;
        sockets.forEach(Link::closeQuietly);
    }

    /** Everything that passes is late by so much. */
    public void delay(Duration by) {
        delay = by;
    }

    /** Whatever was on its way when the link fell silent arrives now, as TCP would send it again. */
    public void mend() {
        state = State.OPEN;
    }

    private void accept() {
        while (state != State.CLOSED) {
            try {
                Socket near = listening.accept();
                sockets.add(near);
                if (state == State.REFUSING) {
                    closeQuietly(near);
                } else {
                    Thread.ofVirtual().start(() -> connect(near));
                }
            } catch (IOException e) {
                // The link is closed.
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        sockets.add(far);
        try {
            while (state == State.SILENT) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
            far.connect(target, 10_000);
            Thread.ofVirtual().start(() -> pass(far, near));
            pass(near, far);
        } catch (IOException e) {
            closeQuietly(near);
            closeQuietly(far);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[1 << 16];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                LockSupport.parkNanos(delay.toNanos());
                write(out, bytes, read);
            }
            // The end of a connection does not pass a black hole either.
            awaitSound();
        } catch (IOException e) {
            awaitSound();
        } finally {
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void write(OutputStream out, byte[] bytes, int length) throws IOException {
        while (true) {
            passing.readLock().lock();
            try {
                if (state != State.SILENT) {
                    out.write(bytes, 0, length);
                    out.flush();
                    return;
                }
            } finally {
                passing.readLock().unlock();
            }
            awaitSound();
        }
    }

    private void awaitSound() {
        while (state == State.SILENT) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as closed as it can be.
        }
    }

    @Override
    public void close() {
        state = State.CLOSED;
        closeQuietly(listening);
        sockets.forEach(Link::closeQuietly);
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
