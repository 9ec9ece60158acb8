package dev.switchback.load.bare;

import io.lettuce.core.api.sync.RedisStringCommands;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Answers with what one key holds. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class BareController {
    private final RedisStringCommands<String, String> redis;

    BareController(RedisStringCommands<String, String> redis) {
        this.redis = redis;
    }

    @Get("/{key}")
    String read(@PathVariable String key) {
        String value = redis.get(key);
        return value == null ? "" : value;
    }
}
