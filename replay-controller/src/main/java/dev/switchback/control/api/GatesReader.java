package dev.switchback.control.api;

import dev.switchback.control.replay.Gates;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the gates of a replay's request. */
final class GatesReader {
    private static final int MOST_ASSERTIONS = 20;
    private static final int LONGEST_ASSERTION = 4_000;

    private GatesReader() {}

    static Gates read(JsonBody body) {
        Optional<Gates.DiffLimits> diff = body.optionalObject("diff").map(GatesReader::limits);
        OptionalLong letters = body.optionalObject("dead_letters")
                .map(GatesReader::deadLetters)
                .orElse(OptionalLong.empty());
        Gates gates = new Gates(
                diff, letters, body.texts("assert", MOST_ASSERTIONS, LONGEST_ASSERTION), body.flag("approval"));
        body.refuseOthers();
        return gates;
    }

    private static OptionalLong deadLetters(JsonBody body) {
        OptionalLong more = OptionalLong.of(body.optionalInteger("max_more", 0).orElse(0));
        body.refuseOthers();
        return more;
    }

    private static Gates.DiffLimits limits(JsonBody body) {
        Optional<Double> most = body.optionalShare("max_changed_keys");
        Map<String, Gates.ViewLimits> views = new HashMap<>();
        body.optionalObject("views").ifPresent(named -> {
            for (String name : named.names()) {
                named.optionalObject(name).ifPresent(view -> views.put(name, viewLimits(view)));
            }
        });
        body.refuseOthers();
        return new Gates.DiffLimits(most, views);
    }

    private static Gates.ViewLimits viewLimits(JsonBody body) {
        Optional<Double> most = body.optionalShare("max_changed_keys");
        Map<String, Double> measures = new HashMap<>();
        body.optionalObject("measures").ifPresent(named -> {
            for (String name : named.names()) {
                named.optionalShare(name).ifPresent(limit -> measures.put(name, limit));
            }
        });
        body.refuseOthers();
        return new Gates.ViewLimits(most, measures);
    }
}
