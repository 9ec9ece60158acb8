package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.control.testing.AdminClient.Answer;
import dev.switchback.control.testing.TestWorld;
import dev.switchback.embedded.testing.TestJars;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Jars of user functions through the admin API. */
class FunctionJarsTest extends SharedController {
    private static byte[] jar(String body) {
        return TestJars.of(TestJars.compile(
                "dev.example.Points",
                "package dev.example; public class Points { public static long of(long x) { " + body + " } }"));
    }

    private String manifest() {
        return TestWorld.manifest(pipeline, 0)
                .replace("WHERE added >= 0", "WHERE Points(added) > 1")
                .replace(
                        "\nsource:",
                        "\nfunctions:\n  points: {jar: points.jar, method: dev.example.Points.of}\nsource:");
    }

    private Answer upload(byte[] jar) {
        return admin.put(path("/jars/points.jar"), jar);
    }

    private Answer registered(int status, int version) {
        Answer answer = admin.postYaml(path("/versions"), manifest());
        assertEquals(status, answer.status(), answer.body());
        assertEquals(version, answer.json().get("version").asInt());
        return answer;
    }

    @Test
    @DisplayName(
            "The same text with the same jar is the same version, with another jar a new one; each version keeps its own")
    void bound() {
        byte[] first = jar("return x;");
        byte[] second = jar("return 2 * x;");
        Answer missing = admin.postYaml(path("/versions"), manifest());
        assertEquals("invalid_manifest", refused(422, missing));
        JsonNode problem = missing.json().get("problems").get(0);
        assertEquals("unknown_jar", problem.get("code").asString());
        assertEquals("functions.points.jar", problem.get("field").asString());
        assertEquals(3, problem.get("line").asInt());

        Answer uploaded = upload(first);
        assertEquals(201, uploaded.status(), uploaded.body());
        assertEquals(first.length, uploaded.json().get("size").asInt());
        assertEquals(200, upload(first).status());
        String fingerprint = registered(201, 1).json().get("fingerprint").asString();
        registered(200, 1);
        awaitState(replay(1, "auto"), "done");

        assertEquals(201, upload(second).status());
        Answer next = registered(201, 2);
        assertNotEquals(fingerprint, next.json().get("fingerprint").asString());
        JsonNode changes = next.json().get("changes");
        assertEquals("[\"points\"]", changes.get("functions").toString());
        assertEquals(
                "[{\"view\":\"edits_by_channel\",\"columns\":[],\"logic\":true}]",
                changes.get("views_changed").toString());
        assertEquals(201, upload(first).status());
        registered(200, 1);
        JsonNode jars = admin.get(path("/jars")).json().get("jars");
        assertEquals(1, jars.size());
        assertEquals(
                uploaded.json().get("sha256").asString(),
                jars.get(0).get("sha256").asString());
    }

    @Test
    @DisplayName("P1: a function that reads the clock is refused at registration, naming class, method and call")
    void guarded() {
        assertEquals(201, upload(jar("return x + System.currentTimeMillis();")).status());
        Answer answer = admin.postYaml(path("/versions"), manifest());
        assertEquals("invalid_manifest", refused(422, answer));
        JsonNode problem = answer.json().get("problems").get(0);
        assertEquals("function_not_deterministic", problem.get("code").asString());
        assertEquals(
                "dev.example.Points.of calls java.lang.System.currentTimeMillis, which reads the clock",
                problem.get("message").asString());
    }

    @Test
    @DisplayName("What is no jar, too large, or has no name for a jar is refused")
    void refusedJars() {
        byte[] good = jar("return x;");
        assertEquals("invalid_jar", refused(422, upload("no jar".getBytes(StandardCharsets.UTF_8))));
        assertEquals("invalid_jar", refused(422, upload(new byte[0])));
        assertEquals("invalid_jar", refused(422, upload(Arrays.copyOf(good, good.length - 30))));
        assertEquals("invalid_request", refused(400, admin.put(path("/jars/points.zip"), good)));
        assertEquals("invalid_request", refused(400, admin.put(path("/jars/..jar"), good)));
        Answer large = upload(new byte[(16 << 20) + 1]);
        assertEquals("body_too_large", refused(413, large));
        assertTrue(large.json().get("detail").asString().contains("16 MiB"), large.body());
        // As large as may be, though mostly of zeros after the end of the file.
        assertEquals("invalid_jar", refused(422, upload(Arrays.copyOf(good, 16 << 20))));
        assertEquals(0, admin.get(path("/jars")).json().get("jars").size());
        assertEquals("pipeline_not_found", refused(404, admin.put("/v1/pipelines/A/jars/points.jar", good)));
    }
}
