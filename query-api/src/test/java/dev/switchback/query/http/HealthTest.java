package dev.switchback.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void aStoreThatHangsIsNamedAndDoesNotHoldTheAnswerBack() {
        CompletableFuture<Boolean> never = new CompletableFuture<>();
        Health health = new Health(() -> true, Map.of("redis", never::join, "clickhouse", () -> true));
        Health.State state = health.check();
        assertEquals(Health.Status.DEGRADED, state.status());
        assertEquals(Map.of("redis", false, "clickhouse", true), state.stores());
        never.complete(true);
        assertEquals(Health.Status.UP, health.check().status());
    }
}
