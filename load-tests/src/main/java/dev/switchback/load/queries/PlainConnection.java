package dev.switchback.load.queries;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept connection that asks by HTTP/1.1 and drops the bodies: as little as a client can do, so that the client is not what is measured.
 * Understands answers that say their length. One thread.
 */
final class PlainConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 16 << 10;
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream input;
    private final StringBuilder line = new StringBuilder(128);

    private PlainConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    static PlainConnection open(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new PlainConnection(socket);
    }

    /** The bytes of a question. */
    static byte[] request(URI server, String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: " + server.getHost() + ":" + server.getPort() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Asks, and waits until the answer has been read.
     *
     * @return its status
     * @throws IOException if there is none, or it does not say its length
     */
    int ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String status = readLine();
        long length = -1;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = Long.parseLong(lower.substring(LENGTH.length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("the answer does not say its length: " + status);
        }
        input.skipNBytes(length);
        return Integer.parseInt(status.substring(9, 12));
    }

    private String readLine() throws IOException {
        line.setLength(0);
        for (int read = input.read(); read != '\n'; read = input.read()) {
            if (read < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
