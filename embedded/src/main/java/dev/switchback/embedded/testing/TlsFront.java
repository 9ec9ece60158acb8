package dev.switchback.embedded.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Speaks TLS in place of an engine that does not, and passes on to it what is said. It listens on the loopback address, under whatever name that
 * is reached. Thread-safe.
 */
public final class TlsFront implements AutoCloseable {
    /** What PostgreSQL's clients ask before TLS: a length of 8 and the code 80877103. */
    private static final long SSL_REQUEST = 8L << 32 | 80_877_103L;

    private final ServerSocket listening;
    private final SSLContext context;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final URI engine;

    private TlsFront(URI engine, SSLContext context) {
        this.engine = engine;
        this.context = context;
        try {
            this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /**
     * In front of an engine; of PostgreSQL by its URL's scheme, {@code postgresql}, with the question that its protocol has before TLS.
     *
     * @param server a PKCS12 key store of {@link TestCertificates} with the certificate to show
     */
    public static TlsFront of(URI engine, Path server) {
        try {
            char[] password = TestCertificates.PASSWORD.toCharArray();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(KeyStore.getInstance(server.toFile(), password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new TlsFront(engine, context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The engine's URL by way of this front.
     *
     * @param scheme as for TLS: {@code rediss}, {@code https}
     * @param host by which this machine is reached, such as {@code localhost}
     */
    public URI through(String scheme, String host) {
        return URI.create(engine.toString()
                .replaceFirst("^" + engine.getScheme() + "://", scheme + "://")
                .replace(engine.getHost() + ":" + engine.getPort(), host + ":" + listening.getLocalPort()));
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> serve(near));
            } catch (IOException e) {
                // The front is closed.
            }
        }
    }

    private void serve(Socket near) {
        Socket far = new Socket();
        sockets.add(far);
        try {
            if (engine.getScheme().equals("postgresql")) {
                answerSslRequest(near);
            }
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(near, null, near.getPort(), true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            far.connect(new InetSocketAddress(engine.getHost(), engine.getPort()), 10_000);
            Thread.ofVirtual().start(() -> pass(far, secure));
            pass(secure, far);
        } catch (IOException e) {
            // The other end does not trust this one, or does not speak TLS.
        } finally {
            end(near, far);
        }
    }

    /** @throws IOException if the client begins without it; it is told what a server says whose every rule is {@code hostssl} */
    private static void answerSslRequest(Socket near) throws IOException {
        if (new DataInputStream(near.getInputStream()).readLong() != SSL_REQUEST) {
            byte[] fields = "SFATAL\0C28000\0Mno pg_hba.conf entry for host, no encryption\0\0"
                    .getBytes(StandardCharsets.US_ASCII);
            DataOutputStream out = new DataOutputStream(near.getOutputStream());
            out.writeByte('E');
            out.writeInt(fields.length + Integer.BYTES);
            out.write(fields);
            throw new IOException("the client does not ask for TLS");
        }
        near.getOutputStream().write('S');
    }

    private void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two has gone.
        } finally {
            end(from, to);
        }
    }

    private void end(Socket... ended) {
        for (Socket socket : ended) {
            sockets.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                // It is as closed as it can be.
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        end(sockets.toArray(Socket[]::new));
    }
}
