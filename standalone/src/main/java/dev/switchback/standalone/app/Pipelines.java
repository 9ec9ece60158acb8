package dev.switchback.standalone.app;

import dev.switchback.standalone.UserException;
import dev.switchback.standalone.client.AdminClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the commands that move the active pointer have in common. */
final class Pipelines {
    private Pipelines() {}

    /** The pipeline that was named, or the only one there is. */
    static String choose(AdminClient admin, @Nullable String named) {
        if (named != null) {
            return named;
        }
        List<String> names = names(admin);
        if (names.size() == 1) {
            return names.getFirst();
        }
        throw new UserException(
                names.isEmpty()
                        ? "There is no pipeline yet; './switchback deploy' makes one."
                        : "There are several pipelines; name one with --pipeline: " + String.join(", ", names) + ".");
    }

    static List<String> names(AdminClient admin) {
        return admin.pipelines()
                .path("pipelines")
                .valueStream()
                .map(one -> one.path("pipeline").asString())
                .toList();
    }

    /** What the answer to a switch or a rollback says. */
    static String moved(JsonNode answer) {
        return answer.path("pipeline").asString() + " v"
                + answer.path("version").asInt() + " answers queries now (epoch "
                + answer.path("epoch").asLong() + ").";
    }
}
