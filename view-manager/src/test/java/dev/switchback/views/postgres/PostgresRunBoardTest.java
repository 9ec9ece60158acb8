package dev.switchback.views.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.VersionId;
import dev.switchback.views.run.ProcessorReport;
import dev.switchback.views.run.ProcessorState;
import dev.switchback.views.run.RunBoard;
import dev.switchback.views.run.RunOrder;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PostgresRunBoardTest {
    private final RunBoard board = new PostgresRunBoard(TestDatabase.dataSource());
    private final VersionId version = new VersionId(TestEngines.uniqueName("board"), 4);

    @Test
    void theNewestOrderHolds() {
        assertEquals(RunOrder.FULL_SPEED, board.order(version));
        RunOrder slow = new RunOrder(false, OptionalLong.of(5_000));
        RunOrder paused = new RunOrder(true, OptionalLong.empty());
        board.give(version, slow);
        assertEquals(slow, board.order(version));
        board.give(version, paused);
        assertEquals(paused, board.order(version));
        board.drop(version);
        assertEquals(RunOrder.FULL_SPEED, board.order(version));
    }

    @Test
    void everyInstanceHasItsNewestReport() {
        board.report(report("one", ProcessorState.STARTING, List.of(), ""));
        board.report(report("two", ProcessorState.RUNNING, List.of(1, 3), ""));
        board.report(report("one", ProcessorState.FAILED, List.of(0), "it broke"));

        List<ProcessorReport> reports = board.reports(version);
        assertEquals(
                List.of(
                        report("one", ProcessorState.FAILED, List.of(0), "it broke"),
                        report("two", ProcessorState.RUNNING, List.of(1, 3), "")),
                reports.stream().map(PostgresRunBoardTest::withoutAge).toList());
        assertTrue(reports.stream().allMatch(r -> r.age().compareTo(Duration.ofMinutes(1)) < 0));
        board.drop(version);
        assertEquals(List.of(), board.reports(version));
    }

    private ProcessorReport report(String instance, ProcessorState state, List<Integer> partitions, String problem) {
        return new ProcessorReport(version, instance, state, partitions, problem, 12.5, Duration.ZERO);
    }

    private static ProcessorReport withoutAge(ProcessorReport report) {
        return new ProcessorReport(
                report.version(),
                report.instance(),
                report.state(),
                report.partitions(),
                report.problem(),
                report.eventsPerSecond(),
                Duration.ZERO);
    }
}
