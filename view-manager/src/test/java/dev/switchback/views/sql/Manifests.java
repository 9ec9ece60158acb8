package dev.switchback.views.sql;

import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.plan.ViewPlan;
import java.util.List;
import java.util.stream.Collectors;

/** Manifests for tests. */
final class Manifests {
    /** The manifest of DESIGN.md, section 3. */
    static final String DESIGN = """
            pipeline: wikipedia
            source:
              topic: wikipedia
              format: json
              event_time: time                  # ISO-8601 text or epoch milliseconds
              out_of_orderness: PT10S
              columns:
                time: TIMESTAMP(3)
                channel: VARCHAR
                user_name: {type: VARCHAR, path: user}
                comment: VARCHAR
                is_robot: {type: BOOLEAN, path: isRobot}
                added: BIGINT
            views:
              edits_by_channel:
                sql: |
                  SELECT window_start, channel, COUNT(*) AS edits, SUM(added) AS added, COUNT(DISTINCT user_name) AS editors
                  FROM TABLE(TUMBLE(TABLE wikipedia, DESCRIPTOR(time), INTERVAL '1' MINUTE))
                  WHERE NOT is_robot
                  GROUP BY window_start, channel
                live: {retention: PT2H, top: [edits, added]}
                history: {retention: P730D}
            """;

    private Manifests() {}

    /** One view over a source with a column of every type; the first line of its SQL is line 17, column 7. */
    static String withView(String sql) {
        return """
                pipeline: shop
                source:
                  topic: orders.v1
                  event_time: ts
                  columns:
                    ts: TIMESTAMP(3)
                    b: BOOLEAN
                    i: INTEGER
                    l: BIGINT
                    d: DOUBLE
                    m: DECIMAL(10,2)
                    s: VARCHAR
                    user: VARCHAR
                views:
                  v:
                    sql: |
                """ + sql.lines().map(line -> "      " + line + "\n").collect(Collectors.joining());
    }

    static PipelinePlan plan(String yaml) throws ManifestException {
        Manifest manifest = new ManifestReader().read(yaml);
        return new Planner().plan(manifest);
    }

    static ViewPlan.Aggregate aggregate(String sql) throws ManifestException {
        return (ViewPlan.Aggregate) plan(withView(sql)).views().getFirst();
    }

    static ViewPlan.Rows rows(String sql) throws ManifestException {
        return (ViewPlan.Rows) plan(withView(sql)).views().getFirst();
    }

    static List<ManifestProblem> problems(String yaml) {
        try {
            plan(yaml);
            throw new AssertionError("accepted: " + yaml);
        } catch (ManifestException e) {
            return e.problems();
        }
    }
}
