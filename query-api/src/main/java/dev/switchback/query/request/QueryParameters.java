package dev.switchback.query.request;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The query parameters of one request. Each is taken by whoever knows it; what is left over must be a filter. */
public final class QueryParameters {
    private final Map<String, List<String>> left;

    public QueryParameters(Map<String, List<String>> parameters) {
        this.left = new LinkedHashMap<>(parameters);
    }

    /** Takes a parameter that may be given once. */
    public Optional<String> one(String name) {
        List<String> values = left.remove(name);
        if (values == null || values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw invalid(name, name + " is given " + values.size() + " times; give it once");
        }
        return Optional.of(values.getFirst());
    }

    /** Takes a list: separated by commas, given once or several times; repetitions count once. Empty text is an empty list. */
    public Optional<Set<String>> list(String name) {
        List<String> values = left.remove(name);
        if (values == null) {
            return Optional.empty();
        }
        Set<String> names = new LinkedHashSet<>();
        for (String value : values) {
            for (String item : value.split(",", -1)) {
                if (!item.isEmpty()) {
                    names.add(item);
                }
            }
        }
        return Optional.of(names);
    }

    /** Takes a whole number of the range. */
    public OptionalInt number(String name, int min, int max) {
        Optional<String> text = one(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Told below, as for a number out of range.
        }
        throw invalid(name, name + " is not a whole number from " + min + " to " + max);
    }

    /** Takes an ISO-8601 instant, to the millisecond, that both stores can hold. */
    public Optional<Instant> instant(String name) {
        return one(name)
                .map(text -> InstantText.parse(text).orElseThrow(() -> invalid(name, name + InstantText.EXPECTED)));
    }

    /** Whether a parameter is there that nobody took. */
    public boolean has(String name) {
        return left.containsKey(name);
    }

    /** Names that nobody took. */
    public List<String> rest() {
        return new ArrayList<>(left.keySet());
    }

    /** Takes all values of a parameter, in the order given. */
    public List<String> all(String name) {
        List<String> values = left.remove(name);
        return values == null ? List.of() : values;
    }

    public static ProblemException invalid(String parameter, String detail) {
        return ProblemException.parameter(ProblemCode.INVALID_PARAMETER, parameter, detail);
    }
}
