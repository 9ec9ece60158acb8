package dev.switchback.standalone.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What a container's health check runs: asks the service in the same container how it is: {@code /health}, of a processor {@code /health/live}, since
 * one that has failed is not better for being started again. Ends with 0 if the service works, else with 1 and a sentence. Plain sockets, since it starts every few seconds and an
 * HTTP client would take longer to load than to answer.
 */
public final class HealthMain {
    private static final int PATIENCE_MILLIS = 8_000;
    private static final int USUAL_PROCESSOR_PORT = 8070;

    private HealthMain() {}

    public static void main(String[] arguments) {
        String problem = problem(arguments.length == 1 ? arguments[0] : "", System.getenv());
        System.out.println(problem.isEmpty() ? "healthy" : problem);
        System.exit(problem.isEmpty() ? 0 : 1);
    }

    /** What is wrong; empty where nothing is. */
    static String problem(String service, Map<String, String> environment) {
        return switch (service) {
            case "query" -> asked(environment, "QUERY", Configuration.DEFAULT_QUERY_PORT, "/health");
            case "admin" -> asked(environment, "ADMIN", Configuration.DEFAULT_ADMIN_PORT, "/health");
            case "processor" -> asked(environment, "PROCESSOR", USUAL_PROCESSOR_PORT, "/health/live");
            default -> "say whose health: query, admin or processor";
        };
    }

    private static String asked(Map<String, String> environment, String service, int usualPort, String path) {
        String port = environment.getOrDefault("SWITCHBACK_" + service + "_PORT", Integer.toString(usualPort));
        String host = environment.getOrDefault("SWITCHBACK_" + service + "_HOST", "");
        boolean secure = environment.containsKey("SWITCHBACK_TLS_KEYSTORE") && !service.equals("PROCESSOR");
        try (Socket socket = secure ? trusting().getSocketFactory().createSocket() : new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(address(host), Integer.parseInt(port)), PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return status != null && status.matches("HTTP/1\\.[01] 200( .*)?") ? "" : path + " answers " + status;
        } catch (IOException | GeneralSecurityException | NumberFormatException e) {
            return "port " + port + " does not answer: " + e.getMessage();
        }
    }

    /** A service that listens everywhere is asked on the loopback. */
    private static InetAddress address(String host) throws IOException {
        return host.isBlank() || host.equals("0.0.0.0") || host.equals("::")
                ? InetAddress.getLoopbackAddress()
                : InetAddress.getAllByName(host)[0];
    }

    /** The certificate is not checked: the other end is this container, which has the key. */
    private static SSLContext trusting() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null,
                new TrustManager[] {
                    new X509TrustManager() {
                        @Override
                        public void checkClientTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public void checkServerTrusted(X509Certificate[] chain, String type) {}

                        @Override
                        public X509Certificate[] getAcceptedIssuers() {
                            return new X509Certificate[0];
                        }
                    }
                },
                null);
        return context;
    }
}
