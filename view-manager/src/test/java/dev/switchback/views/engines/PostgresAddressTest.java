package dev.switchback.views.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PostgreSQL's URL: several servers, the driver's parameters passed on, and only primaries. */
final class PostgresAddressTest {
    @Test
    void severalServersAndParametersArePassedOn() {
        PostgresAddress address =
                of("postgresql://u%40x:p%2Bw@h1:5432,h2:5433/db?sslmode=verify-full&sslrootcert=/ca.pem");
        assertEquals("h1:5432,h2:5433", address.servers());
        assertEquals("u@x", address.user());
        assertEquals("p+w", address.password());
        assertTrue(address.failsOver());
        assertEquals(
                "jdbc:postgresql://h1:5432,h2:5433/db?sslmode=verify-full&sslrootcert=/ca.pem&targetServerType=primary",
                address.jdbcUrl());
        assertFalse(address.toString().contains("p+w"), address.toString());
        assertEquals(
                "jdbc:postgresql://h:1/db?targetServerType=primary",
                of("postgresql://h:1/db").jdbcUrl());
        assertEquals(
                "jdbc:postgresql://[::1]:1/db?targetServerType=primary",
                of("postgresql://[::1]:1/db?targetServerType=primary").jdbcUrl());
        assertFalse(of("postgresql://u:p@h:1/db").failsOver());
    }

    @Test
    void certificatesAreVerifiedAgainstThisProcesssAuthoritiesUnlessTheUrlSaysAgainstWhose() {
        String ours = "&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory";
        for (String mode : List.of("verify-full", "verify-ca")) {
            assertEquals(
                    "jdbc:postgresql://h:1/db?sslmode=" + mode + "&a=b&targetServerType=primary" + ours,
                    of("postgresql://h:1/db?sslmode=" + mode + "&a=b").jdbcUrl());
        }
        for (String others : List.of(
                "sslmode=require",
                "sslmode=verify-fullish",
                "sslmode=verify-full&sslrootcert=/ca.pem",
                "sslcert=/me.pem&sslkey=/me.pk8&sslmode=verify-full",
                "sslfactory=com.example.Mine&sslmode=verify-full")) {
            assertEquals(
                    "jdbc:postgresql://h:1/db?" + others + "&targetServerType=primary",
                    of("postgresql://h:1/db?" + others).jdbcUrl());
        }
    }

    @Test
    void whatIsNoAddressOfAPrimaryIsRefused() {
        for (String bad : List.of(
                "postgresql://u:hidden@h1:5432,h2/db",
                "postgresql://u:hidden@h1/db",
                "mysql://u:hidden@h:1/db",
                "postgresql://u:hidden@h:1,/db",
                "postgresql://u:hidden@h:1/db?targetServerType=any",
                "postgresql://u:hidden@h:1/db?a=b&targetServerType=preferSecondary")) {
            String refusal = String.valueOf(assertThrows(IllegalArgumentException.class, () -> of(bad), bad)
                    .getMessage());
            assertTrue(refusal.contains("SWITCHBACK_POSTGRES"), refusal);
            assertFalse(refusal.contains("hidden"), refusal);
        }
    }

    private static PostgresAddress of(String url) {
        return PostgresAddress.of(URI.create(url));
    }
}
