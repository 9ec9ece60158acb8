package dev.switchback.load.freshness;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.ApiException;
import dev.switchback.standalone.client.Http;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Asks again and again how many probes of one partition the answers hold, until they hold all. A delay ends when the answer has been read, so
 * it holds the query and, on average, half the pause between two.
 */
final class Watcher implements Callable<List<Watcher.Sighting>> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Http http;
    private final URI question;
    private final Duration pause;
    private final Probes probes;
    private final int partition;

    /** When a probe was sent, and after how long an answer held it, both in nanoseconds. */
    record Sighting(long sentAt, long delay) {}

    /** @param question whose rows' {@code edits} add up to the number of probes seen */
    Watcher(Http http, URI question, Duration pause, Probes probes, int partition) {
        this.http = http;
        this.question = question;
        this.pause = pause;
        this.probes = probes;
        this.partition = partition;
    }

    /** @throws UserException if a probe is not seen for a minute */
    @Override
    public List<Sighting> call() {
        List<Sighting> sightings = new ArrayList<>();
        while (!probes.areAll(partition, sightings.size())) {
            long seen = count();
            long now = System.nanoTime();
            while (sightings.size() < seen) {
                long sentAt = probes.sentAt(partition, sightings.size());
                sightings.add(new Sighting(sentAt, now - sentAt));
            }
            if (sightings.size() < probes.count(partition)
                    && now - probes.sentAt(partition, sightings.size()) > PATIENCE.toNanos()) {
                throw new UserException(
                        "An event was not in the answers of " + question + " after " + PATIENCE.toSeconds() + " s.");
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        return sightings;
    }

    private long count() {
        try {
            JsonNode rows = http.get(question).path("rows");
            return StreamSupport.stream(rows.spliterator(), false)
                    .mapToLong(row -> row.path("edits").asLong())
                    .sum();
        } catch (ApiException e) {
            // Not whole yet: as if the event were not there.
            if (e.code().equals("live_rebuilding")) {
                return 0;
            }
            throw e;
        }
    }
}
