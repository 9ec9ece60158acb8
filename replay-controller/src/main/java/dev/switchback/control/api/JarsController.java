package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.views.functions.BrokenJarException;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.functions.JarContent;
import dev.switchback.views.functions.JarStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The jars of a pipeline's functions. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}/jars")
@ExecuteOn(TaskExecutors.BLOCKING)
final class JarsController {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\\.jar");

    private final LeaderGate gate;
    private final JarStore jars;

    JarsController(LeaderGate gate, JarStore jars) {
        this.gate = gate;
        this.jars = jars;
    }

    @Get
    HttpResponse<String> list(String pipeline) {
        String name = Parameters.pipeline(pipeline);
        List<Shown> shown = jars.list(name).stream().map(Shown::of).toList();
        return Answers.ok(Map.of("pipeline", name, "jars", shown));
    }

    /** 201 where the name is new or points at other content now, 200 where it did before. */
    @Put("/{name}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> put(String pipeline, String name, @Nullable @Body InputStream body) {
        String checked = Parameters.pipeline(pipeline);
        gate.requireLead();
        if (!NAME.matcher(name).matches()) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "A jar's name has up to 100 letters, digits, dots, underscores and hyphens, and ends with .jar.");
        }
        byte[] bytes = bytes(body);
        try {
            var _ = JarContent.read(bytes);
        } catch (BrokenJarException e) {
            throw new ControlException(ErrorCode.INVALID_JAR, "The jar " + name + " " + e.getMessage() + ".");
        }
        JarStore.Stored stored = jars.put(checked, new FunctionJar(name, bytes));
        return Answers.json(stored.changed() ? HttpStatus.CREATED : HttpStatus.OK, Shown.of(stored));
    }

    private static byte[] bytes(@Nullable InputStream body) {
        if (body == null) {
            return new byte[0];
        }
        try (body) {
            byte[] bytes = body.readNBytes(FunctionJar.MAX_BYTES + 1);
            if (bytes.length > FunctionJar.MAX_BYTES) {
                throw new ControlException(
                        ErrorCode.BODY_TOO_LARGE,
                        "A jar has at most " + (FunctionJar.MAX_BYTES >> 20)
                                + " MiB; leave out what the functions do not use.");
            }
            return bytes;
        } catch (IOException e) {
            throw new ControlException(ErrorCode.INVALID_REQUEST, "The jar was not received in full; send it again.");
        }
    }

    record Shown(String name, String sha256, long size, Instant uploadedAt) {
        static Shown of(JarStore.Stored stored) {
            return new Shown(stored.name(), stored.sha256(), stored.size(), stored.uploadedAt());
        }
    }
}
