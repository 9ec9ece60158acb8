package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LaunchersTest {
    @Test
    void whatIsNoLauncherOfAControllerIsRefused() {
        assertRefused(Map.of("SWITCHBACK_LAUNCHER", "threads"), "neither 'external' nor 'kubernetes'");
        assertRefused(Map.of("SWITCHBACK_LAUNCHER", "kubernetes"), "SWITCHBACK_PROCESSOR_TEMPLATE is not set");
    }

    private static void assertRefused(Map<String, String> environment, String reason) {
        try (HikariDataSource unused = new HikariDataSource()) {
            IllegalArgumentException refusal =
                    assertThrows(IllegalArgumentException.class, () -> new Launchers(environment, unused));
            assertTrue(String.valueOf(refusal.getMessage()).contains(reason), refusal::getMessage);
        }
    }
}
