package dev.switchback.processor.session;

import dev.switchback.views.state.BucketCounts;
import dev.switchback.views.state.Chosen;
import dev.switchback.views.state.Moments;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values of states as bytes, each with a tag for its class. Text is UTF-8, as the stores have it: a surrogate without a partner becomes
 * {@code ?} there too.
 */
final class StateCodec {
    private static final int NULL = 0;
    private static final int LONG = 1;
    private static final int INTEGER = 2;
    private static final int DOUBLE = 3;
    private static final int DECIMAL = 4;
    private static final int TEXT = 5;
    private static final int FALSE = 6;
    private static final int TRUE = 7;
    private static final int LIST = 8;
    private static final int BUCKETS = 9;
    private static final int MOMENTS = 10;
    private static final int CHOSEN = 11;

    private StateCodec() {}

    static void write(DataOutputStream out, List<@Nullable Object> states) throws IOException {
        out.writeShort(states.size());
        for (Object state : states) {
            write(out, state);
        }
    }

    static List<@Nullable Object> read(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        List<@Nullable Object> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(value(in));
        }
        return states;
    }

    private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeByte(NULL);
            case Long number -> {
                out.writeByte(LONG);
                out.writeLong(number);
            }
            case Integer number -> {
                out.writeByte(INTEGER);
                out.writeInt(number);
            }
            case Double number -> {
                out.writeByte(DOUBLE);
                out.writeLong(Double.doubleToRawLongBits(number));
            }
            case BigDecimal number -> {
                out.writeByte(DECIMAL);
                out.writeInt(number.scale());
                writeBytes(out, number.unscaledValue().toByteArray());
            }
            case String text -> {
                out.writeByte(TEXT);
                writeText(out, text);
            }
            case Boolean truth -> out.writeByte(truth ? TRUE : FALSE);
            case List<?> values -> {
                out.writeByte(LIST);
                out.writeInt(values.size());
                for (Object each : values) {
                    write(out, each);
                }
            }
            case BucketCounts buckets -> {
                out.writeByte(BUCKETS);
                out.writeInt(buckets.size());
                for (int i = 0; i < buckets.size(); i++) {
                    out.writeInt(buckets.bucket(i));
                    out.writeLong(buckets.count(i));
                }
            }
            case Moments moments -> {
                out.writeByte(MOMENTS);
                out.writeLong(moments.count());
                out.writeLong(Double.doubleToRawLongBits(moments.mean()));
                out.writeLong(Double.doubleToRawLongBits(moments.squares()));
            }
            case Chosen chosen -> {
                out.writeByte(CHOSEN);
                write(out, chosen.by());
                write(out, chosen.value());
            }
            default -> throw new IllegalArgumentException("no state has a value of " + value.getClass());
        }
    }

    private static @Nullable Object value(DataInputStream in) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case NULL -> null;
            case LONG -> in.readLong();
            case INTEGER -> in.readInt();
            case DOUBLE -> Double.longBitsToDouble(in.readLong());
            case DECIMAL -> {
                int scale = in.readInt();
                yield new BigDecimal(new BigInteger(readBytes(in)), scale);
            }
            case TEXT -> readText(in);
            case FALSE -> false;
            case TRUE -> true;
            case LIST -> {
                int size = in.readInt();
                List<@Nullable Object> values = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    values.add(value(in));
                }
                yield values;
            }
            case BUCKETS -> buckets(in);
            case MOMENTS ->
                new Moments(
                        in.readLong(), Double.longBitsToDouble(in.readLong()), Double.longBitsToDouble(in.readLong()));
            case CHOSEN -> new Chosen(Objects.requireNonNull(value(in)), value(in));
            default -> throw new IOException("no value begins with " + tag);
        };
    }

    private static BucketCounts buckets(DataInputStream in) throws IOException {
        int size = in.readInt();
        int[] buckets = new int[size];
        long[] counts = new long[size];
        for (int i = 0; i < size; i++) {
            buckets[i] = in.readInt();
            counts[i] = in.readLong();
        }
        return BucketCounts.of(buckets, counts);
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
