package dev.switchback.views.state;

/**
 * Which bucket of a quantile's state a number falls into, and which number stands for a bucket (ADR 087). A bucket is one 64th of the range
 * between two powers of two, told by the number's highest bits alone, so every machine finds the same one; the number in its middle is within
 * {@value #RELATIVE_ACCURACY} of every number in it. Greater numbers never have smaller buckets. NaN stands after Infinity.
 */
public final class Buckets {
    /** Largest error of {@link #value} against a number of its bucket, relative to the number. */
    public static final double RELATIVE_ACCURACY = 1.0 / 128;

    /** Bits of the significand that a bucket leaves open. */
    public static final int OPEN_BITS = 46;

    /** Added to the highest bits, so that the smallest positive number has a positive bucket. */
    public static final int OFFSET = 4_096;

    /** Buckets of the powers of two by which numbers below 2<sup>-1022</sup> are scaled, so that they have a full significand. */
    public static final int SCALED = 54 * 64;

    /** The smallest number with a full significand has this bucket, before the offset. */
    public static final int FIRST_NORMAL = 64;

    /** Bucket of Infinity, before the offset. */
    public static final int INFINITE = 2_047 * 64;

    /** Bucket of NaN. */
    public static final int NOT_A_NUMBER = OFFSET + INFINITE + 1;

    /** What scaled numbers are multiplied by to undo it: 2<sup>-54</sup>. */
    public static final double UNSCALE = 0x1p-54;

    private static final double SCALE = 0x1p54;

    private Buckets() {}

    /** The bucket of a number: 0 for zero, negative for negative numbers. */
    public static int of(double number) {
        if (number == 0) {
            return 0;
        }
        if (Double.isNaN(number)) {
            return NOT_A_NUMBER;
        }
        double magnitude = Math.abs(number);
        int bucket =
                OFFSET + (magnitude < Double.MIN_NORMAL ? highBits(magnitude * SCALE) - SCALED : highBits(magnitude));
        return number < 0 ? -bucket : bucket;
    }

    private static int highBits(double magnitude) {
        return (int) (Double.doubleToRawLongBits(magnitude) >>> OPEN_BITS);
    }

    /** The number that stands for a bucket. */
    public static double value(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        if (bucket == NOT_A_NUMBER) {
            return Double.NaN;
        }
        int bits = Math.abs(bucket) - OFFSET;
        double magnitude = bits == INFINITE
                ? Double.POSITIVE_INFINITY
                : bits >= FIRST_NORMAL ? middle(bits) : middle(bits + SCALED) * UNSCALE;
        return bucket < 0 ? -magnitude : magnitude;
    }

    private static double middle(int highBits) {
        return Double.longBitsToDouble(((long) highBits << OPEN_BITS) | (1L << (OPEN_BITS - 1)));
    }
}
