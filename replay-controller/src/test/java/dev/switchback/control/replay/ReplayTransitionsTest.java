package dev.switchback.control.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.VersionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of edges below is the specification: every edge in it works, every other one is refused. */
class ReplayTransitionsTest {
    private static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");
    private static final List<ReplayState> PAUSABLE = List.of(ReplayState.REPLAYING, ReplayState.CATCHING_UP);
    private static final Failure WHY = new Failure(Failure.Code.INTERNAL, "why");
    private static final ReplayRequest REQUEST =
            new ReplayRequest(SwitchMode.AUTO, Optional.empty(), CatchUpLimits.DEFAULT, Throttle.NONE, "test");
    private static final Forecast FORECAST = Forecast.of(1, 10, Optional.of(Duration.ofSeconds(30)), false);
    private static final Fence FENCE = Fence.of(Map.of(0, 0L), Map.of(0, 10L));

    private static final Map<String, UnaryOperator<Replay>> EDGES = Map.ofEntries(
            Map.entry("preflight", replay -> replay.toPreflight(THEN)),
            Map.entry("provisioning", replay -> replay.toProvisioning(FENCE, 1, FORECAST, THEN)),
            Map.entry("replaying", replay -> replay.toReplaying(THEN)),
            Map.entry("catching_up", replay -> replay.toCatchingUp(THEN, THEN)),
            Map.entry("verifying", replay -> replay.toVerifying(THEN)),
            Map.entry("ready", Replay::toReady),
            Map.entry("switching", replay -> replay.toSwitching(1, THEN)),
            Map.entry("ready again", replay -> replay.backToReady("why")),
            Map.entry("ready for the user", replay -> replay.leftToUser("why")),
            Map.entry("accepted", replay -> replay.accepted("Ada", "why")),
            Map.entry("done", Replay::toDone),
            Map.entry("paused", Replay::toPaused),
            Map.entry("resumed", replay -> replay.resumed(Optional.empty())),
            Map.entry("aborting", replay -> replay.toAborting(THEN)),
            Map.entry("aborted", Replay::toAborted),
            Map.entry("judged the same", replay -> replay.judged(verdict(0))),
            Map.entry("judged different", replay -> replay.judged(verdict(1))),
            Map.entry("cleared", Replay::cleared),
            Map.entry("failed", replay -> replay.toFailed(WHY)));

    private static final Map<ReplayState, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry(ReplayState.UNKNOWN, Set.of()),
            Map.entry(ReplayState.REQUESTED, Set.of("preflight", "aborting", "failed")),
            Map.entry(ReplayState.PREFLIGHT, Set.of("provisioning", "aborting", "failed")),
            Map.entry(ReplayState.PROVISIONING, Set.of("replaying", "aborting", "failed")),
            Map.entry(ReplayState.REPLAYING, Set.of("catching_up", "paused", "aborting", "failed")),
            Map.entry(ReplayState.CATCHING_UP, Set.of("verifying", "paused", "aborting", "failed")),
            Map.entry(ReplayState.VERIFYING, Set.of("ready", "aborting", "failed")),
            Map.entry(ReplayState.READY, Set.of("switching", "ready for the user", "accepted", "aborting", "failed")),
            Map.entry(ReplayState.SWITCHING, Set.of("done", "ready again")),
            Map.entry(ReplayState.DONE, Set.of()),
            Map.entry(ReplayState.PAUSED, Set.of("resumed", "aborting", "failed")),
            Map.entry(ReplayState.ABORTING, Set.of("aborted")),
            Map.entry(ReplayState.ABORTED, Set.of()),
            Map.entry(ReplayState.FAILED, Set.of("aborting")),
            Map.entry(ReplayState.CLEARING, Set.of("cleared")),
            Map.entry(ReplayState.CHECKED, Set.of()));

    /** A check takes other edges in one state only, and never gets where a switch begins. */
    private static final Set<ReplayState> NEVER_OF_CHECKS =
            EnumSet.of(ReplayState.READY, ReplayState.SWITCHING, ReplayState.DONE);

    private static final Set<String> JUDGED = Set.of("judged the same", "judged different", "aborting", "failed");

    @TestFactory
    @DisplayName("Every edge of the table works, and every other is refused with both states")
    List<DynamicTest> edges() {
        List<DynamicTest> tests = new ArrayList<>();
        for (ReplayState state : ReplayState.values()) {
            EDGES.forEach((name, edge) -> {
                boolean allowed = ALLOWED.getOrDefault(state, Set.of()).contains(name);
                tests.add(DynamicTest.dynamicTest(
                        state + (allowed ? " becomes " : " does not become ") + name,
                        () -> check(in(state), edge, allowed)));
                if (!NEVER_OF_CHECKS.contains(state)) {
                    boolean ofCheck = state == ReplayState.VERIFYING ? JUDGED.contains(name) : allowed;
                    tests.add(DynamicTest.dynamicTest(
                            "A check that is " + state + (ofCheck ? " becomes " : " does not become ") + name,
                            () -> check(checking(state, Optional.empty()), edge, ofCheck)));
                }
            });
        }
        return tests;
    }

    private static void check(Replay before, UnaryOperator<Replay> edge, boolean allowed) {
        if (allowed) {
            assertEquals(before.revision() + 1, edge.apply(before).revision());
            return;
        }
        IllegalTransitionException refused = assertThrows(IllegalTransitionException.class, () -> edge.apply(before));
        assertEquals(before.state(), refused.from());
        String message = String.valueOf(refused.getMessage());
        assertTrue(
                message.contains(refused.from().word())
                        && message.contains(refused.to().word()),
                message);
    }

    @Test
    @DisplayName("A paused replay goes back to where it was")
    void resumes() {
        for (ReplayState state : PAUSABLE) {
            Replay resumed = in(state).toPaused().resumed(Optional.of(THEN));
            assertEquals(state, resumed.state());
            assertEquals(Optional.of(THEN), resumed.deadline());
        }
    }

    @Test
    @DisplayName("What a replay took is measured from its first event to its fence, and the estimate's error with it")
    void forecast() {
        Replay begun = in(ReplayState.PREFLIGHT)
                .toProvisioning(FENCE, 1, FORECAST, THEN)
                .toReplaying(THEN);
        Forecast kept = begun.toCatchingUp(THEN.plusSeconds(40), THEN)
                .findings()
                .forecast()
                .orElseThrow();
        assertEquals(Optional.of(Duration.ofSeconds(40)), kept.took());
        assertEquals(Optional.of(-25.0), kept.errorPercent(), "30 s are a quarter less than 40 s");
        Forecast slowed = begun.toPaused()
                .resumed(Optional.empty())
                .toCatchingUp(THEN.plusSeconds(40), THEN)
                .findings()
                .forecast()
                .orElseThrow();
        assertEquals(Optional.of(Duration.ofSeconds(40)), slowed.took());
        assertEquals(Optional.empty(), slowed.errorPercent(), "a pause is no error of the estimate");
    }

    @Test
    @DisplayName("A check that fails anywhere is cleared away first, and one that found no difference is checked")
    void checks() {
        Replay late = checking(ReplayState.REPLAYING, Optional.empty()).toFailed(WHY);
        assertEquals(ReplayState.CLEARING, late.state());
        assertEquals(ReplayState.FAILED, late.cleared().state());
        assertEquals(Optional.of(WHY), late.cleared().failure());
        Replay verifying = checking(ReplayState.VERIFYING, Optional.empty());
        assertEquals(ReplayState.CHECKED, verifying.judged(verdict(0)).cleared().state());
        Replay different = verifying.judged(verdict(1)).cleared();
        assertEquals(ReplayState.FAILED, different.state());
        assertEquals(
                Optional.of(Failure.Code.NOT_DETERMINISTIC), different.failure().map(Failure::code));
    }

    @Test
    @DisplayName("Ids of states are unique, and an unknown one reads as UNKNOWN")
    void ids() {
        Set<Integer> ids = new HashSet<>();
        for (ReplayState state : ReplayState.values()) {
            assertTrue(ids.add(state.id()));
            assertEquals(state, ReplayState.of(state.id()));
        }
        assertEquals(ReplayState.UNKNOWN, ReplayState.of(99));
    }

    @Test
    @DisplayName("The diagram in docs/replays.md has exactly the edges of the code")
    void diagram() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "replays.md"));
        int begin = lines.indexOf("stateDiagram-v2") + 1;
        List<String> drawn =
                lines.subList(begin, begin + lines.subList(begin, lines.size()).indexOf("```"));
        assertEquals(String.join("\n", drawnEdges()), String.join("\n", drawn));
    }

    /** What the diagram has to hold, found by trying every edge from every state. */
    private static Set<String> drawnEdges() {
        Set<String> drawn = new TreeSet<>();
        for (ReplayState state : ReplayState.values()) {
            draw(drawn, in(state));
            if (!NEVER_OF_CHECKS.contains(state)) {
                draw(drawn, checking(state, Optional.empty()));
                draw(drawn, checking(state, Optional.of(WHY)));
            }
            if (PAUSABLE.contains(state)) {
                drawn.add("  paused --> " + state.word());
            }
        }
        return drawn;
    }

    private static void draw(Set<String> drawn, Replay from) {
        for (UnaryOperator<Replay> edge : EDGES.values()) {
            try {
                drawn.add("  " + from.state().word() + " --> "
                        + edge.apply(from).state().word());
            } catch (IllegalTransitionException e) {
                // Not an edge.
            }
        }
    }

    private static Verdict verdict(long different) {
        return new Verdict(
                new TreeMap<>(Map.of(0, 10L)),
                List.of(new Verdict.View("v", Optional.empty(), 3, different, List.of())),
                "");
    }

    private static Replay in(ReplayState state) {
        return in(state, REQUEST, Optional.empty());
    }

    private static Replay checking(ReplayState state, Optional<Failure> failure) {
        return in(state, REQUEST.checking(1), failure);
    }

    private static Replay in(ReplayState state, ReplayRequest request, Optional<Failure> failure) {
        return new Replay(
                new UUID(1, 2),
                new VersionId("p", 1),
                state,
                7,
                request,
                SwitchMode.AUTO,
                OptionalLong.of(1),
                Optional.of(FENCE),
                Progress.NONE,
                failure,
                Optional.empty(),
                THEN,
                Optional.empty(),
                Optional.empty(),
                Throttle.NONE,
                Findings.NONE);
    }
}
