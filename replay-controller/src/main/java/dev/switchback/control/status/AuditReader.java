package dev.switchback.control.status;

import dev.switchback.control.status.VersionStatus.AuditResult;
import dev.switchback.control.status.VersionStatus.AuditStatus;
import dev.switchback.control.step.Audit;
import dev.switchback.views.StoreException;
import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.plan.PipelinePlan;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Audits versions for the status, each at most once in {@link #REST}, since an audit reads a column of every view. Thread-safe.
 */
final class AuditReader {
    private static final Duration REST = Duration.ofSeconds(2);
    private static final Duration FORGET = Duration.ofMinutes(1);

    private final Audit audit;
    private final Map<VersionId, Read> reads = new ConcurrentHashMap<>();

    AuditReader(Audit audit) {
        this.audit = audit;
    }

    private record Read(long at, AuditStatus status) {}

    AuditStatus of(VersionId version, PipelinePlan plan) {
        long now = System.nanoTime();
        reads.values().removeIf(read -> now - read.at() > FORGET.toNanos());
        Read known = reads.get(version);
        if (known != null && now - known.at() < REST.toNanos()) {
            return known.status();
        }
        AuditStatus status = read(version, plan);
        reads.put(version, new Read(System.nanoTime(), status));
        return status;
    }

    private AuditStatus read(VersionId version, PipelinePlan plan) {
        try {
            return switch (audit.of(version, plan)) {
                case Audit.Finding.Exact exact -> new AuditStatus(AuditResult.EXACT, "");
                case Audit.Finding.Bounded bounded -> new AuditStatus(AuditResult.BOUNDED, "");
                case Audit.Finding.Mismatch(String message) -> new AuditStatus(AuditResult.MISMATCH, message);
                case Audit.Finding.NotConserved(String message) -> new AuditStatus(AuditResult.MISMATCH, message);
            };
        } catch (StoreUnavailableException | StoreException e) {
            return new AuditStatus(AuditResult.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
