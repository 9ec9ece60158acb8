package dev.switchback.views.ledger;

import dev.switchback.views.ledger.SinkLedger.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One owner of a partition, between two of its steps (DESIGN.md section 5, "History sink").
 *
 * @param known settled offset as the owner knows it
 * @param end of its buffer
 * @param claim end of the claim it works on; 0 for none
 */
public record SinkOwner(long known, long end, Phase phase, long claim) {
    public static final SinkOwner OFF = new SinkOwner(0, 0, Phase.OFF, 0);

    public enum Phase {
        OFF,
        RUN,
        REDO,
        CLAIMED,
        INSERTED
    }

    /** What an owner may do next; any of it may be its last step. */
    public enum Step {
        START,
        CRASH,
        TAKE_EVENT,
        CLAIM,
        REPEAT_CLAIM,
        INSERT,
        SETTLE
    }

    /** A range of offsets whose rows are in the store under one token. */
    public record Token(long from, long to) {}

    public List<Step> steps(long logEnd, boolean mayCrash) {
        List<Step> steps = new ArrayList<>();
        switch (phase) {
            case OFF -> steps.add(Step.START);
            case RUN -> {
                if (end < logEnd) {
                    steps.add(Step.TAKE_EVENT);
                }
                if (end > known) {
                    steps.add(Step.CLAIM);
                }
            }
            case REDO -> steps.add(Step.REPEAT_CLAIM);
            case CLAIMED -> steps.add(Step.INSERT);
            case INSERTED -> steps.add(Step.SETTLE);
        }
        if (mayCrash && phase != Phase.OFF) {
            steps.add(Step.CRASH);
        }
        return steps;
    }

    /** Does one step; {@code tokens} is the history store. */
    public SinkOwner take(Step step, SinkLedger ledger, LedgerKey key, Set<Token> tokens) {
        return switch (step) {
            case START -> load(ledger.read(key).orElseThrow());
            case CRASH -> OFF;
            case TAKE_EVENT -> new SinkOwner(known, end + 1, Phase.RUN, 0);
            case CLAIM ->
                switch (ledger.claim(key, known, end)) {
                    case Outcome.Done done -> new SinkOwner(known, end, Phase.CLAIMED, end);
                    case Outcome.Lost(LedgerEntry entry) -> load(entry);
                };
            case REPEAT_CLAIM -> new SinkOwner(known, claim, Phase.CLAIMED, claim);
            case INSERT -> {
                tokens.add(new Token(known, claim));
                yield new SinkOwner(known, end, Phase.INSERTED, claim);
            }
            case SETTLE -> {
                long n = claim - known;
                Counts counts = new Counts(n, 0, 0, 0, 0, List.of(n));
                yield switch (ledger.settle(key, known, claim, counts, OptionalLong.of(claim))) {
                    case Outcome.Done done -> new SinkOwner(claim, claim, Phase.RUN, 0);
                    case Outcome.Lost(LedgerEntry entry) -> load(entry);
                };
            }
        };
    }

    private static SinkOwner load(LedgerEntry entry) {
        long claim = entry.claim().map(LedgerEntry.Claim::end).orElse(0L);
        return new SinkOwner(entry.committed(), entry.committed(), claim == 0 ? Phase.RUN : Phase.REDO, claim);
    }
}
