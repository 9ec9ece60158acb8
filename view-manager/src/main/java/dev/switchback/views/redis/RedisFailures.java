package dev.switchback.views.redis;

import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.trust.TlsFailures;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.protocol.RedisProtocolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells a Redis that cannot answer now from one that refuses a command. */
public final class RedisFailures {
    /** What Redis says, also from within a script, where it takes no writes for now; nothing of the script has been done then. */
    private static final Map<String, String> NO_WRITES = Map.of(
            "OOM command not allowed",
            "Redis is out of memory (maxmemory) and takes no writes; give it more, or shorten live.retention: ",
            "MISCONF",
            "Redis cannot write its data to disk and takes no writes; see its log: ",
            "NOREPLICAS",
            "Redis has too few replicas and takes no writes: ",
            "READONLY",
            "This Redis has become a replica; the primary is looked up again: ",
            "CLUSTERDOWN",
            "The Redis cluster is down: ",
            "MASTERDOWN",
            "The Redis replica has lost its primary: ");

    /** How answers begin while a slot of a cluster is on its way to another node, or was at every node that was asked. */
    private static final List<String> MOVING = List.of("TRYAGAIN", "MOVED ", "ASK ");

    private RedisFailures() {}

    /**
     * Runs commands.
     *
     * @throws StoreUnavailableException if Redis could not be reached, did not answer in time, is loading, busy or a replica for now, or takes
     *     no writes until somebody gives it memory or disk
     * @throws StoreException if it refused a command
     */
    public static <T> T translated(Supplier<T> commands) {
        try {
            return commands.get();
        } catch (RedisException e) {
            throw translate(e);
        }
    }

    /** Whether a command was refused because its keys are on their way to another node of a cluster; nothing of it has been done. */
    public static boolean isMoving(@Nullable Throwable failure) {
        return failure != null && MOVING.stream().anyMatch(String.valueOf(failure.getMessage())::startsWith);
    }

    /** What is wrong with the connection, where the protocol is: its encryption, or what answers is no Redis. */
    private static Optional<String> wrongProtocol(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisProtocolException) {
                return Optional.of("What answers in Redis' place does not speak its protocol: " + cause.getMessage()
                        + ". If it speaks TLS, its URL begins with rediss.");
            }
        }
        return TlsFailures.explain("Redis", failure);
    }

    /** The exception for a failed command. */
    public static RuntimeException translate(RedisException e) {
        String said = String.valueOf(e.getMessage());
        for (Map.Entry<String, String> reason : NO_WRITES.entrySet()) {
            if (said.contains(reason.getKey())) {
                return new StoreUnavailableException(reason.getValue() + said, e);
            }
        }
        if (isMoving(e)) {
            return new StoreUnavailableException(
                    "The slot of a live shard is moved to another node of the Redis cluster: " + said, e);
        }
        Optional<String> wrongProtocol = wrongProtocol(e);
        if (wrongProtocol.isPresent()) {
            return new StoreUnavailableException(wrongProtocol.get(), e);
        }
        boolean refused = e instanceof RedisCommandExecutionException
                && !(e instanceof RedisLoadingException)
                && !(e instanceof RedisBusyException)
                && !(e instanceof RedisReadOnlyException);
        return refused
                ? new StoreException("Redis refused a command: " + e.getMessage(), e)
                : new StoreUnavailableException("Redis did not answer: " + e.getMessage(), e);
    }
}
