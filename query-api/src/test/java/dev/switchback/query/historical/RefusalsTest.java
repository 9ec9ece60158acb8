package dev.switchback.query.historical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.clickhouse.client.api.ServerException;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseServers;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes of ClickHouse's refusals that no statement of a test can bring about at will. */
class RefusalsTest {
    @Test
    @DisplayName("what the data or the moment is to blame for is no failure of the server")
    void notOurs() {
        // It is never asked.
        try (ClickHouseServers servers = ClickHouseServers.open(URI.create("http://127.0.0.1:1"))) {
            SelectRunner runner = new SelectRunner(servers, QueryLimits.STANDARD);
            for (int code : List.of(69, 70, 321, 407)) {
                ProblemException problem = assertInstanceOf(ProblemException.class, refused(runner, code));
                assertEquals(ProblemCode.VALUE_OUT_OF_RANGE, problem.code());
            }
            for (int code : List.of(202, 236, 394, 439)) {
                assertInstanceOf(StoreUnavailableException.class, refused(runner, code));
            }
            assertInstanceOf(IllegalStateException.class, refused(runner, 62), "a syntax error is ours");
        }
    }

    private static RuntimeException refused(SelectRunner runner, int code) {
        return runner.refused(new ServerException(code, "Code: " + code, 500, "q"), new VersionId("p", 1));
    }
}
