package dev.switchback.views.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.views.manifest.Fingerprint;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.Window;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TUMBLE and HOP: what they mean, and which of them no view can keep. */
class WindowFunctionTest {
    private static final String OF = "TABLE shop, DESCRIPTOR(ts), ";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "TUMBLE(@INTERVAL '1' HOUR)                                         | PT1H    | PT1H  | PT0S",
                "TUMBLE(@INTERVAL '1' HOUR, INTERVAL '15' MINUTE)                   | PT1H    | PT1H  | PT15M",
                "TUMBLE(@INTERVAL '1' HOUR, INTERVAL '-15' MINUTE)                  | PT1H    | PT1H  | PT45M",
                "TUMBLE(@INTERVAL '7' DAY, INTERVAL '4' DAY)                        | PT168H  | PT168H | PT96H",
                "TUMBLE(@INTERVAL '0.250' SECOND, INTERVAL - '0.001' SECOND)        | PT0.25S | PT0.25S | PT0.249S",
                "TUMBLE(@INTERVAL '01:30' HOUR TO MINUTE, INTERVAL '0' SECOND)      | PT1H30M | PT1H30M | PT0S",
                "HOP(@INTERVAL '5' MINUTE, INTERVAL '1' HOUR)                       | PT1H    | PT5M  | PT0S",
                "HOP(@INTERVAL '1' HOUR, INTERVAL '1' HOUR)                         | PT1H    | PT1H  | PT0S",
                "HOP(@INTERVAL '4' MINUTE, INTERVAL '10' MINUTE, INTERVAL '1' MINUTE) | PT10M | PT4M  | PT1M",
                "HOP(@INTERVAL '1' SECOND, INTERVAL '200' SECOND(3))                | PT200S  | PT1S  | PT0S",
                "HOP(DATA => TABLE shop, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '1' HOUR, SLIDE => INTERVAL '5' MINUTE)"
                        + " | PT1H | PT5M | PT0S",
            })
    void windowsAreRead(String function, Duration size, Duration slide, Duration offset) throws Exception {
        Window window = Manifests.aggregate(view(function)).window().orElseThrow();

        Window expected = function.startsWith("HOP")
                ? new Window.Hopping(size, slide, offset)
                : new Window.Tumbling(size, offset);
        assertEquals(expected, window);
    }

    /** The place of the problem is marked by {@code ^} in front of it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "HOP(@^INTERVAL '0' MINUTE, INTERVAL '1' MINUTE)       | slide of a window | INTERVAL '5' MINUTE",
                "HOP(@^INTERVAL '-1' MINUTE, INTERVAL '1' MINUTE)      | slide of a window | INTERVAL '5' MINUTE",
                "HOP(@INTERVAL '1' MINUTE, ^INTERVAL '0' MINUTE)       | size of a window  | INTERVAL '5' MINUTE",
                "HOP(@^INTERVAL '1' MONTH, INTERVAL '90' DAY)          | slide of a window | months and years",
                "HOP(@INTERVAL '1' DAY, ^INTERVAL '1' YEAR)            | size of a window  | months and years",
                "HOP(@^INTERVAL '2' HOUR, INTERVAL '1' HOUR)           | would be in none  | slide first",
                "HOP(@^INTERVAL '1' SECOND, INTERVAL '1' HOUR)         | in 3600 windows   | at least INTERVAL '18' SECOND",
                "HOP(@^INTERVAL '0.1' SECOND, INTERVAL '20.05' SECOND) | in 201 windows    | at least INTERVAL '0.101' SECOND",
                "HOP(@INTERVAL '5' MINUTE, INTERVAL '1' HOUR, ^INTERVAL '5' MINUTE)  | shorter than the window's slide | Leave it out",
                "HOP(@INTERVAL '5' MINUTE, INTERVAL '1' HOUR, ^INTERVAL '-7' MINUTE) | shorter than the window's slide | INTERVAL '3' MINUTE",
                "HOP(@INTERVAL '5' MINUTE, INTERVAL '1' HOUR, ^INTERVAL '1' MONTH)   | offset of a window | months and years",
                "TUMBLE(@INTERVAL '1' HOUR, ^INTERVAL '90' MINUTE)     | shorter than the window's size | INTERVAL '30' MINUTE",
                "TUMBLE(@^INTERVAL '999999' DAY(6))                    | 3660 days         | all time",
                "TUMBLE(@^i)                                           | size of a window  | INTERVAL '5' MINUTE",
                "^HOP(@INTERVAL '1' HOUR)                              | form of HOP       | first the slide",
                "^HOP(TABLE shop, DESCRIPTOR(ts, d), INTERVAL '1' HOUR, INTERVAL '1' HOUR) | form of HOP | first the slide",
                "HOP(TABLE shop, DESCRIPTOR(^i), INTERVAL '1' HOUR, INTERVAL '1' HOUR)     | must read the event time | DESCRIPTOR(ts)",
                "TUMBLE(@INTERVAL '1' HOUR, INTERVAL '1' MINUTE, ^INTERVAL '1' MINUTE)     | argument of TUMBLE is not known | TUMBLE(TABLE",
                "HOP(@INTERVAL '1' HOUR, ^SLIDE => INTERVAL '1' HOUR)  | argument of HOP is not known | first the slide",
                "HOP(^SIZE => INTERVAL '1' HOUR, SLIDE => INTERVAL '1' HOUR, DATA => TABLE shop, TIMECOL => DESCRIPTOR(ts))"
                        + " | first arguments of HOP | first the slide",
                "HOP(@INTERVAL '1' HOUR, ^GAP => INTERVAL '1' HOUR)    | argument of HOP is not known | first the slide",
            })
    void windowsThatNoViewKeepsAreRefused(String marked, String message, String advice) {
        String sql = view(marked);
        ManifestProblem problem =
                Manifests.problems(Manifests.withView(sql.replace("^", ""))).getFirst();

        assertEquals(Code.SQL_UNSUPPORTED, problem.code(), problem.toString());
        assertTrue(problem.message().contains(message), problem.toString());
        assertTrue(problem.advice().contains(advice), problem.toString());
        assertEquals(17, problem.line(), problem.toString());
        assertEquals(7 + sql.indexOf('^'), problem.column(), problem.toString());
    }

    @Test
    void aViewGroupsByTheWindowByEitherBound() throws Exception {
        String from = " FROM TABLE(HOP(TABLE shop, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '1' HOUR)) GROUP BY ";
        for (String bounds : new String[] {"window_end", "window_start, window_end"}) {
            assertTrue(Manifests.aggregate("SELECT " + bounds + ", s, COUNT(*) AS n" + from + bounds + ", s")
                    .window()
                    .isPresent());
        }
        ManifestProblem problem = Manifests.problems(Manifests.withView("SELECT s, COUNT(*) AS n" + from + "s"))
                .getFirst();
        assertTrue(problem.message().contains("does not group by"), problem.toString());
    }

    @Test
    void theFingerprintCoversEveryPartOfAWindow() throws Exception {
        String[] functions = {
            "TUMBLE(@INTERVAL '10' MINUTE)",
            "TUMBLE(@INTERVAL '10' MINUTE, INTERVAL '1' MINUTE)",
            "HOP(@INTERVAL '5' MINUTE, INTERVAL '10' MINUTE)",
            "HOP(@INTERVAL '2' MINUTE, INTERVAL '10' MINUTE)",
            "HOP(@INTERVAL '5' MINUTE, INTERVAL '10' MINUTE, INTERVAL '1' MINUTE)",
        };
        java.util.Set<String> fingerprints = new java.util.HashSet<>();
        for (String function : functions) {
            String manifest = Manifests.withView(view(function));
            assertFalse(!fingerprints.add(Fingerprint.of(new ManifestReader().read(manifest))), function);
        }
    }

    private static String view(String function) {
        return "SELECT window_start, COUNT(*) AS n FROM TABLE(" + function.replace("@", OF) + ") GROUP BY window_start";
    }
}
