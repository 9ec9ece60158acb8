package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("It ends the connections of listeners, and hears every notification of the database.")
final class PostgresFailuresTest {
    private final Database database = new Database(TestDatabase.dataSource());

    @Test
    void aStoreThatDoesNotAnswerIsUnavailable() {
        try (HikariDataSource nowhere = PostgresPool.open(URI.create("postgresql://u:p@127.0.0.1:1/db"), 2)) {
            assertThrows(
                    StoreUnavailableException.class,
                    () -> new PostgresVersionCatalog(nowhere).find(new VersionId("p", 1)));
        }
    }

    @Test
    void aTransactionThatFailsLeavesNothingAndAConnectionThatEndsIsUnavailable() {
        assertThrows(
                StoreException.class,
                () -> database.transact(on -> {
                    on.update("INSERT INTO pipeline (name) VALUES ('rolled_back')");
                    return on.update("INSERT INTO pipeline (name) VALUES (NULL)");
                }));
        assertEquals(
                0L,
                database.run(on -> on.first(
                                "SELECT count(*) FROM pipeline WHERE name = 'rolled_back'", row -> row.getLong(1)))
                        .orElseThrow());
        assertThrows(
                StoreUnavailableException.class,
                () -> database.transact(on -> {
                    on.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                    return on.update("INSERT INTO pipeline (name) VALUES ('never')");
                }));
    }

    @Test
    void aListenerThatLostItsConnectionIsToldOnceItHasANewOne() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        AutoCloseable subscription = new PostgresPointerLeases(TestDatabase.dataSource()).listen(heard::add);
        try {
            int ended = database.run(on -> on.list(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE datname = current_database() AND query = 'LISTEN switchback_pointer'",
                            row -> row.getBoolean(1))
                    .size());
            assertEquals(1, ended);
            assertEquals("*", heard.poll(60, TimeUnit.SECONDS));
            database.run(on -> {
                on.execute(PointerRows.NOTIFY, "somewhere");
                return true;
            });
            assertEquals("somewhere", heard.poll(60, TimeUnit.SECONDS));
        } finally {
            subscription.close();
        }
    }
}
