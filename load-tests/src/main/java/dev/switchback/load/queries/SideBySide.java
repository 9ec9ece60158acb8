package dev.switchback.load.queries;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Two requests asked in turn by one client, one at a time: what the one takes more than the other, finer than a report in whole milliseconds
 * tells. One thread.
 */
public final class SideBySide implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Medians in milliseconds. */
    public record Medians(double one, double other) {
        /** How many times as long the one takes. */
        public double ratio() {
            return one / other;
        }
    }

    /**
     * @param times that count; as many before do not
     * @throws UserException if an answer has another status than 200
     */
    public Medians ask(HttpRequest one, HttpRequest other, int times) {
        List<Double> ones = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int i = 0; i < 2 * times; i++) {
            double first = millis(one);
            double second = millis(other);
            if (i >= times) {
                ones.add(first);
                others.add(second);
            }
        }
        return new Medians(median(ones), median(others));
    }

    private double millis(HttpRequest request) {
        long started = System.nanoTime();
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new UserException(request.uri().getPath() + " answered with status " + answer.statusCode() + ": "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UserException(request.uri().getPath() + " does not answer: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserException("Interrupted.", e);
        }
        return (System.nanoTime() - started) / 1e6;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        client.close();
    }
}
