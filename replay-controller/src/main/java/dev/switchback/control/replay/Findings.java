package dev.switchback.control.replay;

import java.util.Optional;

/**
 * What a replay has found out; kept with it for good.
 *
 * @param verdict of a check
 */
public record Findings(Optional<Verdict> verdict) {
    public static final Findings NONE = new Findings(Optional.empty());

    public Findings withVerdict(Verdict found) {
        return new Findings(Optional.of(found));
    }
}
