package dev.switchback.views.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.access.AccessGuard.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AccessGuardTest {
    private static final AccessRules OPEN = new AccessRules(false, false, Map.of());

    @Test
    void rolesCoverWhatTheyAreFor() {
        Map<Role, Set<Role>> covered = Map.of(
                Role.UNKNOWN, Set.of(),
                Role.QUERY, Set.of(Role.QUERY),
                Role.VIEWER, Set.of(Role.QUERY, Role.VIEWER),
                Role.OPERATOR, Set.of(Role.QUERY, Role.VIEWER, Role.OPERATOR),
                Role.ADMIN, Set.of(Role.QUERY, Role.VIEWER, Role.OPERATOR, Role.ADMIN));
        covered.forEach((role, all) -> {
            for (Role needed : List.of(Role.UNKNOWN, Role.QUERY, Role.VIEWER, Role.OPERATOR, Role.ADMIN)) {
                assertEquals(all.contains(needed), role.covers(needed), role + " for " + needed);
            }
        });
    }

    @Test
    void eachApiIsOpenUntilItHasATokenOfItsOwn() {
        String secret = Secret.draw();
        AccessRules rules =
                new AccessRules(true, false, Map.of(Secret.hash(secret), new AccessRules.Grant("ada", Role.VIEWER)));
        try (AccessGuard guard = AccessGuard.open(() -> rules)) {
            assertInstanceOf(Decision.Open.class, guard.decide(Optional.empty(), Role.QUERY));
            assertEquals(new Decision.NoToken(false), guard.decide(Optional.empty(), Role.VIEWER));
            assertEquals(new Decision.NoToken(false), guard.decide(Optional.of("Basic " + secret), Role.VIEWER));
            assertEquals(new Decision.NoToken(true), guard.decide(Optional.of("Bearer " + secret + "x"), Role.VIEWER));
            assertEquals(new Decision.Allowed("ada"), guard.decide(Optional.of("bearer  " + secret), Role.VIEWER));
            assertInstanceOf(Decision.Forbidden.class, guard.decide(Optional.of("Bearer " + secret), Role.OPERATOR));
        }
    }

    @Test
    void nobodyComesInBeforeTheTokensWereRead() {
        AccessStore away = () -> {
            throw new StoreUnavailableException("away", new IllegalStateException());
        };
        try (AccessGuard guard = AccessGuard.open(away)) {
            assertInstanceOf(Decision.NotKnown.class, guard.decide(Optional.empty(), Role.QUERY));
            assertDoesNotThrow(() -> guard.requireSafe("127.0.0.1", "HOST"));
            assertThrows(IllegalArgumentException.class, () -> guard.requireSafe("0.0.0.0", "HOST"));
        }
    }

    @Test
    void withoutTokensAServiceListensToItsOwnMachineOnly() {
        try (AccessGuard guard = AccessGuard.open(() -> OPEN)) {
            for (String own : List.of("127.0.0.1", "localhost", "::1", "127.1.2.3")) {
                assertDoesNotThrow(() -> guard.requireSafe(own, "HOST"));
            }
            for (String all : List.of("0.0.0.0", "::", "192.0.2.1")) {
                String message = String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> guard.requireSafe(all, "HOST"))
                                .getMessage());
                assertTrue(message.startsWith("HOST is " + all + ", and no token is configured"), message);
                assertFalse(message.contains("\n"));
            }
        }
        try (AccessGuard guard = AccessGuard.open(() -> new AccessRules(true, false, Map.of()))) {
            assertDoesNotThrow(() -> guard.requireSafe("0.0.0.0", "HOST"));
        }
    }

    @Test
    void secretsDifferAndAreNotWhatIsStored() {
        String secret = Secret.draw();
        assertFalse(secret.equals(Secret.draw()));
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                Secret.hash("abc"),
                "the example of FIPS 180-2");
    }

    @Test
    void aCallerHasSoManyRequestsASecondAndOthersHaveTheirOwn() {
        AtomicLong nanos = new AtomicLong();
        RateLimit limit = new RateLimit(5, nanos::get);
        for (int i = 0; i < 5; i++) {
            assertTrue(limit.admits("a"));
        }
        assertFalse(limit.admits("a"));
        assertTrue(limit.admits("b"));
        nanos.addAndGet(200_000_000);
        assertTrue(limit.admits("a"));
        assertFalse(limit.admits("a"));
        nanos.addAndGet(3_600_000_000_000L);
        for (int i = 0; i < 5; i++) {
            assertTrue(limit.admits("a"));
        }
        assertFalse(limit.admits("a"), "what was not used is not saved up");
        RateLimit none = new RateLimit(0, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(none.admits("a"));
        }
    }
}
