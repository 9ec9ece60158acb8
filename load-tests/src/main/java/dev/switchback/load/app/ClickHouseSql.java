package dev.switchback.load.app;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Statements sent straight to ClickHouse's HTTP interface. Thread-safe. */
final class ClickHouseSql implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    /** @param server with user and password, where it wants them */
    ClickHouseSql(URI server) {
        this.server = server;
    }

    /** The request of a statement. */
    static HttpRequest request(URI server, String sql) {
        String[] login = String.valueOf(server.getUserInfo()).split(":", 2);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + server.getHost() + ":" + server.getPort() + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(sql));
        if (login.length == 2) {
            request.header("X-ClickHouse-User", login[0]).header("X-ClickHouse-Key", login[1]);
        }
        return request.build();
    }

    /**
     * What a statement answers.
     *
     * @throws UserException with ClickHouse's words where it refuses
     */
    String ask(String sql) {
        try {
            HttpResponse<String> answer = client.send(request(server, sql), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new UserException("ClickHouse refused the check: " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UserException("ClickHouse does not answer: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
