package dev.switchback.views.functions;

import dev.switchback.embedded.testing.TestJars;
import dev.switchback.views.functions.guard.DeterminismGuard;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.ViewPlan;
import dev.switchback.views.program.RowEvaluationException;
import dev.switchback.views.program.RowProgram;
import dev.switchback.views.sql.Planner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Manifests with functions from classes compiled here. */
final class Fixture {
    private Fixture() {}

    /** A jar {@code f.jar} with the class {@code dev.example.F}; its members are the body. */
    static FunctionJar jar(String body, String... options) {
        return new FunctionJar("f.jar", TestJars.of(classes(body, options)));
    }

    static Map<String, byte[]> classes(String body, String... options) {
        return new HashMap<>(TestJars.compile(
                "dev.example.F",
                "package dev.example; import java.math.*; import java.time.*; import java.util.*; public class F {"
                        + body + "}",
                options));
    }

    /** One function on line 3, and one view of one column {@code r} on line 15. */
    static String yaml(String declaration, String expression) {
        return """
                pipeline: shop
                functions:
                  f: %s
                source:
                  topic: orders
                  event_time: ts
                  columns:
                    ts: TIMESTAMP(3)
                    b: BOOLEAN
                    i: INTEGER
                    l: BIGINT
                    d: DOUBLE
                    m: 'DECIMAL(10,2)'
                    s: VARCHAR
                views: {v: {sql: "SELECT %s AS r, ts, b, i, l, d, m, s FROM shop"}}
                """.formatted(declaration, expression);
    }

    static String declared(String more) {
        return "{jar: f.jar, method: dev.example.F.f" + more + "}";
    }

    static ViewPlan plan(String yaml, FunctionJar... jars) throws ManifestException {
        Manifest manifest = new ManifestReader().read(yaml);
        return new Planner()
                .plan(manifest, FunctionLoader.load(manifest, byName(jars)))
                .views()
                .getFirst();
    }

    /** As at registration: loaded, planned and guarded. */
    static List<ManifestProblem> problems(String yaml, FunctionJar... jars) {
        try {
            Manifest manifest = new ManifestReader().read(yaml);
            var _ = new Planner().plan(manifest, FunctionLoader.load(manifest, byName(jars)));
            DeterminismGuard.check(manifest, byName(jars));
            return List.of();
        } catch (ManifestException e) {
            return e.problems();
        }
    }

    private static Map<String, FunctionJar> byName(FunctionJar... jars) {
        Map<String, FunctionJar> named = new HashMap<>();
        for (FunctionJar jar : jars) {
            named.put(jar.name(), jar);
        }
        return named;
    }

    /** The column {@code r} for the row (ts, b, i, l, d, m, s). */
    static @Nullable Object evaluate(ViewPlan plan, @Nullable Object... row) throws RowEvaluationException {
        RowProgram program = plan.program().get();
        @Nullable Object[] output = new Object[program.outputs()];
        program.evaluate(row, output);
        return output[0];
    }
}
