package dev.switchback.control.api;

import dev.switchback.control.access.AccessToken;
import dev.switchback.control.access.AccessTokens;
import dev.switchback.control.command.ControlException;
import dev.switchback.control.command.ErrorCode;
import dev.switchback.views.access.AccessGuard;
import dev.switchback.views.access.Role;
import dev.switchback.views.access.Secret;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tokens of both APIs. Any controller does this, leading or not. Thread-safe. */
@Controller("/v1/tokens")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TokensController {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,99}");
    private static final List<String> ROLES =
            List.of(Role.VIEWER.word(), Role.OPERATOR.word(), Role.ADMIN.word(), Role.QUERY.word());

    private final AccessTokens tokens;
    private final AccessGuard guard;

    TokensController(AccessTokens tokens, AccessGuard guard) {
        this.tokens = tokens;
        this.guard = guard;
    }

    @Get
    HttpResponse<String> list() {
        return Answers.ok(Map.of("tokens", tokens.list()));
    }

    /** The answer is the only place where the token's text is ever told. */
    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> create(@Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        JsonBody body = JsonBody.parse(json);
        String name = body.text("name", 100);
        Role role = Role.valueOf(body.word("role", ROLES).toUpperCase(Locale.ROOT));
        String reason = body.text("reason", 1_000);
        body.refuseOthers();
        if (!NAME.matcher(name).matches()) {
            throw new ControlException(
                    ErrorCode.INVALID_REQUEST,
                    "The field name has up to 100 letters, digits and characters of ._@- and begins with a letter or digit.");
        }
        String secret = Secret.draw();
        AccessTokens.CreateOutcome outcome =
                tokens.create(name, role, Secret.hash(secret), Parameters.actor(actor), reason);
        guard.refresh();
        return switch (outcome) {
            case AccessTokens.CreateOutcome.Created(AccessToken made) ->
                Answers.json(HttpStatus.CREATED, new CreatedAnswer(made.id(), made.name(), made.role(), secret))
                        .header("Cache-Control", "no-store");
            case AccessTokens.CreateOutcome.NameTaken taken ->
                throw new ControlException(
                        ErrorCode.TOKEN_CONFLICT,
                        "There is a token named " + name + "; revoke it, or take another name.");
            case AccessTokens.CreateOutcome.AdminFirst first ->
                throw new ControlException(
                        ErrorCode.TOKEN_CONFLICT,
                        "The first token closes the admin API to all others, so it has to be an admin's.");
        };
    }

    @Post("/{id}/revocation")
    @Consumes(MediaType.APPLICATION_JSON)
    HttpResponse<String> revoke(String id, @Body String json, @Nullable @Header("Switchback-Actor") String actor) {
        JsonBody body = JsonBody.parse(json);
        String reason = body.text("reason", 1_000);
        body.refuseOthers();
        AccessTokens.RevokeOutcome outcome = tokens.revoke(id(id), Parameters.actor(actor), reason);
        guard.refresh();
        return switch (outcome) {
            case REVOKED, ALREADY_REVOKED -> Answers.ok(Map.of("id", id, "revoked", true));
            case NOT_FOUND -> throw notFound(id);
            case LAST_ADMIN ->
                throw new ControlException(
                        ErrorCode.TOKEN_CONFLICT,
                        "It is the last token of an admin; make another one first, or nobody can make tokens any more.");
        };
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw notFound(text);
        }
    }

    private static ControlException notFound(String id) {
        return new ControlException(ErrorCode.TOKEN_NOT_FOUND, "There is no token " + id + ".");
    }

    record CreatedAnswer(UUID id, String name, Role role, String token) {}
}
