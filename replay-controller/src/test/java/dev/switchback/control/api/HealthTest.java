package dev.switchback.control.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void anEngineThatHangsIsNamedAndDoesNotHoldTheAnswerBack() {
        CompletableFuture<Boolean> never = new CompletableFuture<>();
        Health health = new Health(() -> true, Map.of("redis", never::join, Health.CATALOG, () -> true));
        assertEquals(
                new Health.State("DEGRADED", Map.of("redis", "DOWN", Health.CATALOG, "UP"), Map.of()), health.check());
        never.complete(true);
        assertEquals("UP", health.check().status());
    }

    @Test
    void withoutTheCatalogNothingWorks() {
        Health failing = new Health(() -> true, Map.of(Health.CATALOG, () -> {
            throw new IllegalStateException("away");
        }));
        assertEquals("DOWN", failing.check().status());
        assertEquals(
                "DOWN",
                new Health(() -> false, Map.of(Health.CATALOG, () -> true))
                        .check()
                        .status());
    }
}
