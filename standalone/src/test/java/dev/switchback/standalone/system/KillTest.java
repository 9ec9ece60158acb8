package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.embedded.testing.Campaign;
import dev.switchback.standalone.BundledManifest;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.demo.Answers;
import dev.switchback.standalone.demo.Served;
import dev.switchback.standalone.demo.WikipediaEdits;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.ledger.SinkLedger;
import dev.switchback.views.postgres.PostgresPool;
import dev.switchback.views.postgres.PostgresSinkLedger;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 of the whole system in the middle of a replay. The topic holds the published file for several days in a row, so that a replay has a
 * middle; every day then has the published answers, and what is kept for all time has them that many times.
 */
final class KillTest {
    private static final int FIRST_DAY = 12;
    private static final int DAYS = 8;
    private static final long EDITS = 39_244L * DAYS;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName(
            "P2, P10: after kill -9 at a random moment of the replay, 'up' goes on, and every published answer is exact")
    void killedInTheMiddleOfAReplay() throws IOException {
        Map<String, String> ports = ChildUp.freePorts();
        Path data = folder.resolve("data");
        ChildUp up = ChildUp.start(data, ports);
        try {
            load(up);
            for (long seed = 1; seed <= Campaign.choose(1, 6); seed++) {
                Random random = new Random(seed);
                VersionId version = startReplay(up, manifest(seed));
                long hit = awaitProgress(up, version, (long) (EDITS * (0.05 + 0.5 * random.nextDouble())));
                assertTrue(hit < EDITS, "the replay was over before it could be hit");
                // Somewhere between two flushes, too.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                up.kill();
                up = ChildUp.start(data, ports);
                assertExact(up, version, "seed " + seed + ", killed after " + hit + " events");
            }
        } finally {
            up.close();
        }
    }

    /** Each seed needs a version of its own: another retention makes one. The view of rows makes batches fill up, so that many are written. */
    private static String manifest(long seed) {
        return BundledManifest.DEMO_FIRST.text().replace("retention: PT2H", "retention: PT" + (2 + seed) + "H") + """
                  log:
                    sql: SELECT channel, page, added FROM wikipedia
                """;
    }

    private static void load(ChildUp up) {
        String kafka = String.valueOf(up.environment().get("SWITCHBACK_KAFKA"));
        TopicLoader.ensureTopic(kafka, "wikipedia", 4);
        try (TopicLoader loader = new TopicLoader(kafka, "wikipedia")) {
            for (int day = 0; day < DAYS; day++) {
                String date = date(day);
                WikipediaEdits.forEach(edit -> loader.send(null, onDay(edit, date)));
            }
            loader.flush();
        }
    }

    private static String date(int day) {
        return "2015-09-" + (FIRST_DAY + day);
    }

    private static byte[] onDay(byte[] edit, String date) {
        String text = new String(edit, StandardCharsets.UTF_8);
        return text.replaceFirst("\"time\":\"2015-09-12T", "\"time\":\"" + date + "T")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static VersionId startReplay(ChildUp up, String manifest) {
        try (Http http = new Http()) {
            AdminClient admin = new AdminClient(http, up.adminUrl());
            int number = admin.register("wikipedia", manifest).path("version").asInt();
            VersionId version = new VersionId("wikipedia", number);
            admin.startReplay("wikipedia", number, false);
            return version;
        }
    }

    private static HikariDataSource pool(ChildUp up) {
        return PostgresPool.open(URI.create(String.valueOf(up.environment().get("SWITCHBACK_POSTGRES"))), 1);
    }

    private static long awaitProgress(ChildUp up, VersionId version, long events) {
        try (HikariDataSource pool = pool(up)) {
            SinkLedger ledger = new PostgresSinkLedger(pool);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                long done = ledger.read(version).values().stream()
                        .mapToLong(LedgerEntry::committed)
                        .sum();
                if (done >= events) {
                    return done;
                }
                assertTrue(System.nanoTime() < deadline, "the replay stands at " + done + " of " + EDITS + " events");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private static void assertExact(ChildUp up, VersionId version, String when) {
        try (Http http = new Http()) {
            AdminClient admin = new AdminClient(http, up.adminUrl());
            String id = admin.pipeline("wikipedia")
                    .path("versions")
                    .path(version.number() - 1)
                    .path("replay")
                    .path("id")
                    .asString();
            ReplayStatus built = new Replays(admin).follow("wikipedia", id, false, new Replays.Listener() {});
            assertEquals(EDITS, built.total(), when);
            admin.switchTo(
                    "wikipedia",
                    version.number(),
                    admin.pipeline("wikipedia").path("epoch").asLong(),
                    Map.of());
            Served served = new Served(http, up.queryUrl());
            Answers published = Answers.published();
            Answers expected = new Answers(
                    published.rows(),
                    published.deletedByHour(),
                    times(published.topPages()),
                    times(published.addedByChannel()));
            Answers answers = served.answers();
            assertTrue(answers.agreesWith(expected), () -> when + ": " + answers);
            for (int day = 0; day < DAYS; day++) {
                assertEquals(published.deletedByHour(), deletedByHour(served, date(day)), when);
            }
        }
    }

    private static List<Long> deletedByHour(Served served, String date) {
        return served.ask("wikipedia/hourly?from=%1$sT00:00:00Z&measures=deleted&limit=24".formatted(date))
                .path("rows")
                .valueStream()
                .map(row -> row.path("deleted").asLong())
                .toList();
    }

    private static List<Answers.Entry> times(List<Answers.Entry> entries) {
        return entries.stream()
                .map(entry -> new Answers.Entry(entry.key(), entry.value() * DAYS))
                .toList();
    }
}
