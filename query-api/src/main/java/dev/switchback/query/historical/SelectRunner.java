package dev.switchback.query.historical;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.query.request.ResultColumn;
import dev.switchback.query.request.Rows;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseFailures;
import dev.switchback.views.clickhouse.ClickHouseServers;
import dev.switchback.views.trust.TlsFailures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs SELECTs on ClickHouse. Thread-safe; blocks, so it is meant for virtual threads. */
final class SelectRunner {
    /** How much later than ClickHouse's own limit a query is given up; that comes first, unless ClickHouse is gone. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int UNKNOWN_TABLE = 60;
    private static final int UNKNOWN_DATABASE = 81;
    private static final int CANNOT_CONVERT_TYPE = 70;
    private static final int DECIMAL_OVERFLOW = 407;
    /** What DECIMAL and times are refused with by other functions and releases. */
    private static final int ARGUMENT_OUT_OF_BOUND = 69;

    private static final int VALUE_OUT_OF_RANGE = 321;
    private static final int TOO_MANY_ROWS = 158;
    private static final int TIMEOUT_EXCEEDED = 159;
    private static final int TOO_SLOW = 160;
    private static final int MEMORY_LIMIT_EXCEEDED = 241;

    private final ClickHouseServers servers;
    private final QueryLimits limits;

    SelectRunner(ClickHouseServers servers, QueryLimits limits) {
        this.servers = servers;
        this.limits = limits;
    }

    Rows run(Select select, VersionId version) {
        return servers.call(client -> run(client, select, version));
    }

    @SuppressWarnings("try") // close() declares Exception; an interruption in it is the interruption handled below.
    private Rows run(Client client, Select select, VersionId version) {
        QuerySettings settings = new QuerySettings().setFormat(ClickHouseFormat.RowBinaryWithNamesAndTypes);
        limits.settings().forEach(settings::serverSetting);
        Duration patience = limits.time().plus(GRACE);
        try (QueryResponse response = client.query(select.sql(), select.parameters(), settings)
                        .get(patience.toMillis(), TimeUnit.MILLISECONDS);
                ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response)) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            while (reader.hasNext() && reader.next() != null) {
                rows.add(row(reader, select.columns()));
            }
            return Rows.limited(select.columns(), rows, select.limit());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while ClickHouse was asked", e);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("ClickHouse did not answer within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw translated(e.getCause() == null ? e : e.getCause(), version);
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            throw translated(e, version);
        } catch (Exception e) {
            throw new StoreUnavailableException("the answer of ClickHouse could not be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable Object[] row(ClickHouseBinaryFormatReader reader, List<ResultColumn> columns) {
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = StoredValue.read(columns.get(i).type(), reader.readValue(i + 1));
        }
        return row;
    }

    private RuntimeException translated(Throwable failure, VersionId version) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ServerException refused) {
                return refused(refused, version);
            }
        }
        return new StoreUnavailableException(
                TlsFailures.explain("ClickHouse", failure).orElse("ClickHouse did not answer: " + failure.getMessage()),
                failure);
    }

    /** What the caller is told of a refusal; what comes out as an IllegalStateException is a fault of ours. */
    RuntimeException refused(ServerException refused, VersionId version) {
        return switch (refused.getCode()) {
            case UNKNOWN_TABLE, UNKNOWN_DATABASE ->
                new ProblemException(
                        ProblemCode.UNKNOWN_VERSION, version + " has no tables: it is not built yet, or gone", refused);
            case TIMEOUT_EXCEEDED, TOO_SLOW -> tooExpensive(limits.tooLong(), refused);
            case TOO_MANY_ROWS -> tooExpensive(limits.tooMany(), refused);
            case MEMORY_LIMIT_EXCEEDED ->
                tooExpensive(
                        String.valueOf(refused.getMessage()).contains("Query memory limit")
                                ? limits.tooLarge()
                                : "ClickHouse has not the memory now that the query needs; ask again in a moment, or for a shorter range or fewer dimensions",
                        refused);
            case CANNOT_CONVERT_TYPE, DECIMAL_OVERFLOW, ARGUMENT_OUT_OF_BOUND, VALUE_OUT_OF_RANGE ->
                new ProblemException(
                        ProblemCode.VALUE_OUT_OF_RANGE,
                        "a sum over these rows does not fit its type; ask for smaller steps or more dimensions",
                        refused);
            // Too many queries, a shutdown, a lost connection: not the query's fault.
            default ->
                ClickHouseFailures.translate(refused) instanceof StoreUnavailableException unavailable
                        ? unavailable
                        : new IllegalStateException("ClickHouse refused a query of " + version, refused);
        };
    }

    private static ProblemException tooExpensive(String detail, ServerException refused) {
        return new ProblemException(ProblemCode.QUERY_TOO_EXPENSIVE, detail, refused);
    }
}
