package dev.switchback.views.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchback.views.VersionId;
import dev.switchback.views.ledger.SinkOwner.Step;
import dev.switchback.views.ledger.SinkOwner.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Walks every interleaving of two owners and two crashes over three offsets. */
public final class LedgerProtocolTest {
    private static final long LOG_END = 3;
    private static final int CRASHES = 2;
    /** As many as the model beside the design page finds, which was written apart from this code. */
    private static final int STATES_OF_THE_MODEL = 3418;

    private record State(
            long committed, long claim, Set<Token> tokens, SinkOwner first, SinkOwner second, int crashes) {}

    @Test
    @DisplayName("P2: in every interleaving of two owners each offset is counted once and nothing settled is missing")
    void everyInterleaving() {
        LedgerKey key = new LedgerKey(new VersionId("walk", 1), 0);
        MemoryLedger ledger = new MemoryLedger(key);
        State start = new State(0, 0, Set.of(), SinkOwner.OFF, SinkOwner.OFF, CRASHES);
        Set<State> seen = new HashSet<>(Set.of(start));
        ArrayDeque<State> queue = new ArrayDeque<>(seen);
        while (!queue.isEmpty()) {
            State state = queue.poll();
            assertCountedOnce(state.tokens(), state.committed());
            for (int owner = 0; owner < 2; owner++) {
                for (State next : following(state, owner, ledger, key)) {
                    if (seen.add(next)) {
                        queue.add(next);
                    }
                }
            }
        }
        assertEquals(STATES_OF_THE_MODEL, seen.size());
    }

    private static List<State> following(State state, int index, MemoryLedger ledger, LedgerKey key) {
        SinkOwner owner = index == 0 ? state.first() : state.second();
        List<State> states = new ArrayList<>();
        for (Step step : owner.steps(LOG_END, state.crashes() > 0)) {
            ledger.set(state.committed(), state.claim());
            Set<Token> tokens = new HashSet<>(state.tokens());
            SinkOwner moved = owner.take(step, ledger, key, tokens);
            LedgerEntry row = ledger.read(key).orElseThrow();
            states.add(new State(
                    row.committed(),
                    row.claim().map(LedgerEntry.Claim::end).orElse(0L),
                    tokens,
                    index == 0 ? moved : state.first(),
                    index == 0 ? state.second() : moved,
                    step == Step.CRASH ? state.crashes() - 1 : state.crashes()));
        }
        return states;
    }

    /** No offset is under two tokens, and every one below the settled offset is under one. */
    public static void assertCountedOnce(Set<Token> tokens, long committed) {
        List<Long> counted = new ArrayList<>();
        tokens.forEach(token -> {
            for (long offset = token.from(); offset < token.to(); offset++) {
                counted.add(offset);
            }
        });
        assertEquals(new HashSet<>(counted).size(), counted.size(), () -> "counted twice: " + tokens);
        for (long offset = 0; offset < committed; offset++) {
            long expected = offset;
            assertEquals(true, counted.contains(offset), () -> "lost: " + expected + " of " + tokens);
        }
    }
}
