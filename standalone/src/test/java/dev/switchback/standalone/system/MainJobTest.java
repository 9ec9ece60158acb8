package dev.switchback.standalone.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.standalone.app.Configuration.LauncherKind;
import dev.switchback.standalone.app.Stack;
import dev.switchback.standalone.app.StackSettings;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.demo.Answers;
import dev.switchback.standalone.demo.Demo;
import dev.switchback.standalone.demo.DemoReport;
import dev.switchback.standalone.demo.DemoScreen;
import dev.switchback.standalone.demo.Served;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole main job on real engines, through HTTP and Kafka only, at a pace that a busy machine bears. */
final class MainJobTest {
    private static final Demo.Pace GENTLE = new Demo.Pace(4, 60, 5, 10);

    @TempDir
    Path folder = Path.of("");

    @Test
    @DisplayName("P1, P5, P6: published answers, a switch under load without a bad answer, and the way back")
    void theMainJob() throws IOException {
        StackSettings settings = new StackSettings(
                folder.resolve("data"), Map.of(), OptionalInt.empty(), 0, 0, 2, LauncherKind.THREADS, 2);
        StringWriter shown = new StringWriter();
        try (Stack stack = Stack.start(settings, step -> {});
                Http http = new Http()) {
            AdminClient admin = new AdminClient(http, stack.adminUrl());
            DemoReport report = new Demo(
                            stack.engines().kafkaAddress(),
                            stack.queryUrls(),
                            http,
                            admin,
                            Thread.ofPlatform().name("later-edits").daemon().factory(),
                            new DemoScreen(new PrintWriter(shown), status -> {}),
                            GENTLE)
                    .run();
            assertTrue(report.ok(), shown.toString());
            assertTrue(report.answers().agreesWith(Answers.published()), shown.toString());
            assertEquals(39_244, report.answers().rows());
            assertReport(report);
            assertRollback(admin, new Served(http, stack.queryUrls().getLast()), report);
        }
    }

    private void assertReport(DemoReport report) throws IOException {
        Path file = folder.resolve("report.json");
        report.writeTo(file);
        JsonNode json = JsonMapper.builder().build().readTree(Files.readString(file));
        assertTrue(json.path("ok").asBoolean());
        assertEquals(0, json.path("queries").path("failed").asLong(-1));
        assertEquals(0, json.path("queries").path("epochInversions").asLong(-1));
        assertEquals(0, json.path("queries").path("mixedVersions").asLong(-1));
        assertEquals(24, json.path("answers").path("deletedByHour").size());
        assertEquals(
                "#en.wikipedia",
                json.path("answers").path("addedByChannel").path(0).path(0).asString());
    }

    private static void assertRollback(AdminClient admin, Served served, DemoReport report) {
        JsonNode back = admin.rollback("wikipedia");
        assertEquals(report.before(), back.path("version").asInt());
        JsonNode answer = served.ask("wikipedia/channels?channel=%23en.wikipedia");
        assertEquals(report.before(), answer.path("version").asInt());
        assertEquals(back.path("epoch").asLong(), answer.path("epoch").asLong());
        assertTrue(served.answers().agreesWith(Answers.published()));
    }
}
