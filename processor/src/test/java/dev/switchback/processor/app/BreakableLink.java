package dev.switchback.processor.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A TCP link to an engine that can be cut and mended. Thread-safe. */
final class BreakableLink implements AutoCloseable {
    private final ServerSocket server;
    private volatile URI target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean broken;
    private volatile Duration delay = Duration.ZERO;

    BreakableLink(URI target) {
        this.target = target;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The engine's address by way of this link. */
    URI address() {
        String user = target.getRawUserInfo() == null ? "" : target.getRawUserInfo() + "@";
        return URI.create(
                target.getScheme() + "://" + user + "127.0.0.1:" + server.getLocalPort() + target.getRawPath());
    }

    void cut() {
        broken = true;
        sockets.forEach(BreakableLink::closeQuietly);
    }

    /** Everything that passes is late by so much. */
    void delay(Duration by) {
        delay = by;
    }

    /** From now on the link leads elsewhere. */
    void lead(URI elsewhere) {
        target = elsewhere;
        sockets.forEach(BreakableLink::closeQuietly);
    }

    void mend() {
        broken = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                sockets.add(near);
                if (broken) {
                    closeQuietly(near);
                    continue;
                }
                Socket far = new Socket(target.getHost(), target.getPort());
                sockets.add(far);
                Thread.ofVirtual().start(() -> pump(near, far));
                Thread.ofVirtual().start(() -> pump(far, near));
            } catch (IOException e) {
                // The link is closed, or the engine is gone: the next connection will tell.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] bytes = new byte[1 << 16];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                LockSupport.parkNanos(delay.toNanos());
                out.write(bytes, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // Either side closed; both are closed below.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
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
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(BreakableLink::closeQuietly);
    }
}
