package dev.switchback.embedded.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link to a server that sends back what it gets. */
final class LinkTest {
    private static final byte[] WORD = "hello".getBytes(StandardCharsets.US_ASCII);

    private ServerSocket server;
    private Link link;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echo);
        link = Link.to("127.0.0.1", server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        server.close();
    }

    private void echo() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        // The link was cut.
                    }
                });
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    @Test
    void silenceLetsNothingPassAndWhatWasOnItsWayArrivesLater() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
            client.getOutputStream().write(WORD);
            assertArrayEquals(WORD, client.getInputStream().readNBytes(WORD.length));
            link.silence();
            client.getOutputStream().write(WORD);
            client.setSoTimeout(300);
            assertThrows(
                    SocketTimeoutException.class, () -> client.getInputStream().read());
            try (Socket another = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
                another.getOutputStream().write(WORD);
                another.setSoTimeout(300);
                assertThrows(
                        SocketTimeoutException.class,
                        () -> another.getInputStream().read());
                link.mend();
                another.setSoTimeout(60_000);
                assertArrayEquals(WORD, another.getInputStream().readNBytes(WORD.length));
            }
            client.setSoTimeout(60_000);
            assertArrayEquals(WORD, client.getInputStream().readNBytes(WORD.length));
        }
    }

    @Test
    void refusalEndsConnections() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
            client.setSoTimeout(60_000);
            client.getOutputStream().write(WORD);
            assertArrayEquals(WORD, client.getInputStream().readNBytes(WORD.length));
            link.refuse();
            assertEquals(-1, ended(client));
            try (Socket another = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
                another.setSoTimeout(60_000);
                assertEquals(-1, ended(another));
            }
        }
    }

    /** The end of the stream, or a reset, which is an end too. */
    private static int ended(Socket client) {
        try {
            return client.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection lives", e);
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void urlsLeadThroughTheLink() {
        assertEquals(
                URI.create("postgresql://u:p@127.0.0.1:" + link.port() + "/db?a=b"),
                link.through(URI.create("postgresql://u:p@db.example:5432/db?a=b")));
    }
}
