package dev.switchback.views.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.plan.OutputColumn;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** SESSION: the forms of SQL and of Calcite, and what is refused. */
class SessionPlanTest {
    private static final String PARTITIONED =
            "SESSION(TABLE shop PARTITION BY s, DESCRIPTOR(ts), INTERVAL '30' MINUTE)";

    @Test
    void everyFormMeansTheSame() throws Exception {
        for (String from : List.of(
                PARTITIONED,
                "SESSION(TABLE shop PARTITION BY (s), DESCRIPTOR(ts), INTERVAL '30' MINUTE)",
                "SESSION(TABLE shop, DESCRIPTOR(ts), DESCRIPTOR(s), INTERVAL '30' MINUTE)",
                "SESSION(DATA => TABLE shop, TIMECOL => DESCRIPTOR(ts), KEY => DESCRIPTOR(s), SIZE => INTERVAL '30' MINUTE)")) {
            ViewPlan.Aggregate view = Manifests.aggregate(view(from, "s"));
            assertEquals(Optional.of(new Window.Session(Duration.ofMinutes(30))), view.window(), from);
            assertEquals(
                    List.of("s"),
                    view.dimensions().stream().map(OutputColumn::name).toList());
        }
        ViewPlan.Aggregate two = Manifests.aggregate(
                view("SESSION(TABLE shop PARTITION BY (s, user), DESCRIPTOR(ts), INTERVAL '1' DAY)", "user, s"));
        assertEquals(
                List.of("user", "s"),
                two.dimensions().stream().map(OutputColumn::name).toList());
    }

    @Test
    void whatNoSessionCanKeepIsRefused() {
        refused(view(PARTITIONED, "s, user"), "not part of the session's key");
        refused(view("SESSION(TABLE shop PARTITION BY (s, i), DESCRIPTOR(ts), INTERVAL '1' DAY)", "s"), "whole key");
        refused(view("SESSION(TABLE shop, DESCRIPTOR(ts), INTERVAL '1' DAY)", "s"), "needs a key");
        refused(view("SESSION(TABLE shop PARTITION BY d, DESCRIPTOR(ts), INTERVAL '1' DAY)", "d"), "DOUBLE");
        refused(view("SESSION(TABLE shop PARTITION BY s, DESCRIPTOR(ts), INTERVAL '0' DAY)", "s"), "more than zero");
        refused(view("SESSION(TABLE shop PARTITION BY s, DESCRIPTOR(l), INTERVAL '1' DAY)", "s"), "event time");
        refused("SELECT s, COUNT(*) AS n FROM TABLE(" + PARTITIONED + ") GROUP BY s", "does not group by them");
        String live = Manifests.withView(view(PARTITIONED, "s")) + "    live: {retention: PT1H, top: [n]}\n";
        assertTrue(Manifests.problems(live).getFirst().message().contains("no leaderboard is kept of sessions"));
    }

    private static String view(String from, String keys) {
        return "SELECT window_start, window_end, " + keys + ", COUNT(*) AS n FROM TABLE(" + from
                + ") GROUP BY window_start, window_end, " + keys;
    }

    private static void refused(String sql, String why) {
        String message = Manifests.problems(Manifests.withView(sql)).getFirst().message();
        assertTrue(message.contains(why), message);
    }
}
