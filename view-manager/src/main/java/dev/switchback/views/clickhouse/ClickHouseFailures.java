package dev.switchback.views.clickhouse;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.DataTransferException;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.TransportException;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.trust.TlsFailures;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Tells a ClickHouse that cannot answer now from one that refuses a statement. */
public final class ClickHouseFailures {
    /**
     * Server codes after which the same statement may well succeed: timeouts (159, 160, 209), too many queries (202), network (210), aborted by
     * a shutdown (236), memory (241), read-only for now (242), too many parts (252), no replica of a shard (279), quorum (285, 286), a
     * replica behind the quorum (289), insert of unknown outcome (319), cancelled (394), no thread (439), coordination (225, 999).
     */
    private static final Set<Integer> TRANSIENT =
            Set.of(159, 160, 202, 209, 210, 225, 236, 241, 242, 252, 279, 285, 286, 289, 319, 394, 439, 999);

    /** A full disk (243), or files that cannot be written, made or synced (75, 76, 77): it goes on when there is space again. */
    private static final Set<Integer> DISK = Set.of(75, 76, 77, 243);

    /** Read-only for now (242), behind the quorum (289), without coordination (225, 999): this server, not the others. */
    private static final Set<Integer> OTHER_REPLICA = Set.of(225, 242, 289, 999);

    private static final int MAX_MESSAGE = 600;

    private ClickHouseFailures() {}

    /**
     * Runs a call of the client.
     *
     * @throws StoreUnavailableException if ClickHouse could not be reached, did not answer in time or asks to come back later
     * @throws StoreException if it refused the statement
     */
    public static <T> T translated(Callable<T> call) {
        try {
            return call.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while ClickHouse was asked", e);
        } catch (Exception e) {
            throw translate(e);
        }
    }

    /** The exception for a failed call; what is none of the client's comes back as it is. */
    public static RuntimeException translate(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (serverCode(cause).filter(DISK::contains).isPresent()) {
            return new StoreUnavailableException(
                    "ClickHouse cannot write to its disk; give it space, it goes on by itself then: " + message(cause),
                    cause);
        }
        Optional<String> wrongProtocol = wrongProtocol(cause);
        if (wrongProtocol.isPresent()) {
            return new StoreUnavailableException(wrongProtocol.get(), cause);
        }
        if (isTransient(cause)) {
            return new StoreUnavailableException("ClickHouse did not answer: " + message(cause), cause);
        }
        if (cause instanceof RuntimeException other && !(cause instanceof ClickHouseException)) {
            return other;
        }
        return new StoreException("ClickHouse refused a statement: " + message(cause), cause);
    }

    /** What is wrong with the connection, where the protocol is: its encryption, or what answers is no HTTP. */
    private static Optional<String> wrongProtocol(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            // The HTTP library's own: the client hands it on as it is.
            if (cause.getClass().getName().equals("org.apache.hc.core5.http.ParseException")) {
                return Optional.of("What answers in ClickHouse's place does not speak HTTP: " + cause.getMessage()
                        + ". If it speaks TLS, its URL begins with https.");
            }
        }
        return TlsFailures.explain("ClickHouse", failure);
    }

    /** Whether the statement did not reach a server, or one that could not take it for what it is or holds: another may be asked at once. */
    static boolean isUnreached(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException refused) {
                return OTHER_REPLICA.contains(refused.getCode());
            }
            if (cause instanceof ConnectionInitiationException || cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    /** Whether the same statement may well succeed a moment later, or at another server. */
    public static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException) {
                return serverCode(failure).filter(TRANSIENT::contains).isPresent();
            }
            if (cause instanceof ConnectionInitiationException
                    || cause instanceof TransportException
                    || cause instanceof DataTransferException
                    || cause instanceof TimeoutException
                    || cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Integer> serverCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException refused) {
                return Optional.of(refused.getCode());
            }
        }
        return Optional.empty();
    }

    /** The server's own words where there are any: what the client wraps around them says nothing. */
    private static String message(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException refused) {
                message = String.valueOf(refused.getMessage());
            }
        }
        return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
    }
}
