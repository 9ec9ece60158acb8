package dev.switchback.control.api;

import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.control.command.Lookup;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.catalog.RegisteredVersion;
import dev.switchback.views.history.DeadLetter;
import dev.switchback.views.history.DeadLetterReason;
import dev.switchback.views.history.HistoryStore;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Events that could not be decoded or evaluated, and late events that were diverted. Thread-safe. */
@Controller("/v1/pipelines/{pipeline}/versions/{number}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeadLettersController {
    private static final Pattern POSITION = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

    private final Lookup lookup;
    private final HistoryStore history;

    DeadLettersController(Lookup lookup, HistoryStore history) {
        this.lookup = lookup;
        this.history = history;
    }

    /**
     * All of them, or those of one reason.
     *
     * @param after {@code partition:offset} of the last one seen, as {@code next} names it
     */
    @Get("/dead-letters")
    HttpResponse<String> deadLetters(
            String pipeline,
            String number,
            @Nullable @QueryValue String reason,
            @Nullable @QueryValue String limit,
            @Nullable @QueryValue String after) {
        return list(Parameters.version(pipeline, number), "dead_letters", reason(reason), limit, after);
    }

    /** The dead letters whose reason is {@code late}. */
    @Get("/late-events")
    HttpResponse<String> lateEvents(
            String pipeline, String number, @Nullable @QueryValue String limit, @Nullable @QueryValue String after) {
        Optional<DeadLetterReason> late = Optional.of(DeadLetterReason.LATE);
        return list(Parameters.version(pipeline, number), "late_events", late, limit, after);
    }

    private HttpResponse<String> list(
            VersionId id,
            String name,
            Optional<DeadLetterReason> reason,
            @Nullable String limit,
            @Nullable String after) {
        int most = (int) Parameters.optional("limit", limit, 100, 1, 1_000);
        Position position = position(after);
        RegisteredVersion version = lookup.version(id);
        List<DeadLetter> letters = version.slot() == Slot.REGISTERED || version.slot() == Slot.RETIRED
                ? List.of()
                : history.deadLetters(id, reason, position.partition, position.offset, most);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("pipeline", id.pipeline());
        answer.put("version", id.number());
        answer.put(name, letters.stream().map(DeadLettersController::show).toList());
        if (letters.size() == most) {
            DeadLetter last = letters.getLast();
            answer.put("next", last.partition() + ":" + last.offset());
        }
        return Answers.ok(answer);
    }

    private static Optional<DeadLetterReason> reason(@Nullable String code) {
        if (code == null) {
            return Optional.empty();
        }
        Optional<DeadLetterReason> reason = DeadLetterReason.ofCode(code);
        if (reason.isEmpty()) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "There is no such reason; reason has to be one of " + String.join(", ", DeadLetterReason.codes())
                            + ".");
        }
        return reason;
    }

    private static Position position(@Nullable String after) {
        if (after == null) {
            return new Position(-1, -1);
        }
        Matcher matcher = POSITION.matcher(after);
        if (!matcher.matches()) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST, "after has to be partition:offset, as next names it in an answer.");
        }
        return new Position(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }

    private static Shown show(DeadLetter letter) {
        Optional<String> text = letter.payload().flatMap(DeadLettersController::text);
        Optional<String> base64 = text.isPresent()
                ? Optional.empty()
                : letter.payload().map(payload -> Base64.getEncoder().encodeToString(bytes(payload)));
        return new Shown(
                letter.partition(),
                letter.offset(),
                letter.reason(),
                letter.detail(),
                text,
                base64,
                letter.timestamp());
    }

    private static Optional<String> text(ByteBuffer payload) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(payload.duplicate())
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }

    private record Position(int partition, long offset) {}

    /** Neither text nor base64: a tombstone. */
    record Shown(
            int partition,
            long offset,
            String reason,
            String detail,
            Optional<String> payload,
            Optional<String> payloadBase64,
            Instant timestamp) {}
}
