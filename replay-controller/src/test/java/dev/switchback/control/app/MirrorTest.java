package dev.switchback.control.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.zaxxer.hikari.HikariDataSource;
import dev.switchback.control.testing.AdminClient;
import dev.switchback.views.VersionId;
import dev.switchback.views.mirror.Mirror;
import dev.switchback.views.mirror.MirrorCounts;
import dev.switchback.views.postgres.PostgresMirrorBoard;
import dev.switchback.views.postgres.PostgresPool;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Orders for mirrored reads, as query servers find them, and what they report. */
class MirrorTest extends SharedController {
    private HikariDataSource database;
    private PostgresMirrorBoard board;

    @BeforeEach
    void openBoard() {
        database = PostgresPool.open(engines.postgres(), 1);
        board = new PostgresMirrorBoard(database);
    }

    @AfterEach
    void closeBoard() {
        database.close();
    }

    @Test
    void aShadowIsMirroredUntilItIsSwitchedTo() {
        build(1, 0);
        register(10);
        String replay = replay(2, "manual");
        awaitState(replay, "ready");
        assertEquals(0, mirror(replay, "{\"share\":0.25}").path("same").asInt(-1));
        VersionId shadow = new VersionId(pipeline, 2);
        assertEquals(List.of(new Mirror(shadow, 0.25)), ordered());
        assertEquals(0.25, journalled("replay_mirrored").path("share").asDouble());

        board.report(shadow, new MirrorCounts(1, 1, 0, 0, 0, 0, 4_000, 8_000));
        board.report(shadow, new MirrorCounts(6, 0, 2, 3, 4, 5, 16_000, 2_000));
        JsonNode status = admin.get(path("/replays/" + replay + "/mirror")).json();
        assertEquals(7, status.path("same").asInt());
        assertEquals(1, status.path("different").asInt());
        assertEquals(2, status.path("undecided").asInt());
        assertEquals(3, status.path("refused").asInt());
        assertEquals(4, status.path("failed").asInt());
        assertEquals(5, status.path("dropped").asInt());
        assertEquals(2.0, status.path("active_millis").asDouble());
        assertEquals(1.0, status.path("mirror_millis").asDouble());

        assertEquals(10, status.path("compared").asInt());
        assertEquals(status, status(replay).path("mirror"), "the replay shows the same figures");
        JsonNode versions = admin.get(path("")).json().path("versions");
        assertEquals(status, versions.path(1).path("mirror"), "and so does the status");
        assertFalse(versions.path(0).has("mirror"), "nobody mirrors to the active version");

        assertEquals(7, mirror(replay, "{\"share\":0}").path("same").asInt(), "the counts stay to be read");
        assertEquals(List.of(), ordered());
        assertEquals(0, mirror(replay, "{\"share\":1}").path("same").asInt(-1), "a new order counts anew");
        assertEquals(
                200,
                admin.post(path("/switch"), "{\"version\":2,\"expected_epoch\":1}")
                        .status());
        assertEquals(List.of(), ordered(), "an active version is no shadow");
    }

    @Test
    void badOrdersAreNamed() {
        build(1, 0);
        String replay = admin.get(path("")).json().at("/versions/0/replay/id").asString();
        String path = path("/replays/" + replay + "/mirror");
        for (String body :
                List.of("{}", "{\"share\":-0.1}", "{\"share\":1.1}", "{\"share\":\"all\"}", "{\"part\":1}")) {
            AdminClient.Answer answer = admin.put(path, body);
            assertEquals("invalid_request", refused(400, answer), body);
            assertFalse(answer.body().contains("Exception"), answer.body());
        }
        assertEquals("version_not_ready", refused(409, admin.put(path, "{\"share\":1}")));
    }

    @Test
    void anAbortedReplayLeavesNoOrder() {
        register(0);
        String replay = replay(1, "manual");
        awaitState(replay, "ready");
        mirror(replay, "{\"share\":1}");
        assertEquals(202, admin.post(path("/replays/" + replay + "/abort")).status());
        awaitState(replay, "aborted");
        assertEquals(List.of(), ordered());
        assertEquals(
                0.0,
                admin.get(path("/replays/" + replay + "/mirror"))
                        .json()
                        .path("share")
                        .asDouble(-1));
    }

    private JsonNode mirror(String replay, String body) {
        AdminClient.Answer answer = admin.put(path("/replays/" + replay + "/mirror"), body);
        assertEquals(200, answer.status(), answer.body());
        return answer.json();
    }

    private List<Mirror> ordered() {
        return board.mirrors().stream()
                .filter(mirror -> mirror.version().pipeline().equals(pipeline))
                .toList();
    }
}
