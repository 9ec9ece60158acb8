package dev.switchback.views.state;

import dev.switchback.views.plan.Measure.Statistic;
import org.jspecify.annotations.Nullable;

/**
 * The state of variances: merges by the formula of Chan, Golub and LeVeque (Technical Report STAN-CS-79-773, 1979), which stays sound where the mean is
 * large and the spread small.
 *
 * @param count of the numbers, 1 or more
 * @param mean of the numbers; NaN where one of them is not below {@link #LIMIT} in magnitude
 * @param squares sum of the squared distances from the mean; NaN where the mean is
 */
public record Moments(long count, double mean, double squares) {
    /** The squares of such numbers are beyond a DOUBLE's range, or near it: there is no variance. */
    public static final double LIMIT = 1e150;

    /** The state of all numbers of two states together. */
    public Moments merge(Moments other) {
        long total = count + other.count;
        double delta = other.mean - mean;
        double share = (double) other.count / total;
        return new Moments(
                total, mean + delta * share, squares + other.squares + delta * delta * share * (double) count);
    }

    /** The finished value; null where SQL has none. */
    public @Nullable Double finish(Statistic statistic) {
        return switch (statistic) {
            case VAR_POP -> squares / count;
            case VAR_SAMP -> count < 2 ? null : (Double) (squares / (count - 1));
            case STDDEV_POP -> Math.sqrt(squares / count);
            case STDDEV_SAMP -> count < 2 ? null : (Double) Math.sqrt(squares / (count - 1));
        };
    }

    /** As the live store keeps it: count, mean and squares with a blank between. */
    public String text() {
        return count + " " + mean + " " + squares;
    }

    /**
     * Reads what the live store keeps.
     *
     * @throws IllegalArgumentException if the text is not one that {@link #text} or the live store makes
     */
    public static Moments parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a state of variances: " + text);
        }
        return new Moments(Long.parseLong(parts[0]), number(parts[1]), number(parts[2]));
    }

    private static double number(String text) {
        return text.endsWith("nan") ? Double.NaN : text.endsWith("inf") ? infinity(text) : Double.parseDouble(text);
    }

    private static double infinity(String text) {
        return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
}
