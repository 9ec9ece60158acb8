package dev.switchback.views.program;

import dev.switchback.views.functions.UserFunction;
import dev.switchback.views.functions.UserFunction.Parameter;
import dev.switchback.views.plan.ColumnType;
import java.lang.invoke.MethodHandle;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of user functions. What a function throws, and a result that is no value of its type, make the event a bad one. */
public final class UserCalls {
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LONGEST_MESSAGE = 300;

    private UserCalls() {}

    /** @param arguments one for each parameter, of the class that belongs to its kind */
    public static Expression of(UserFunction function, List<Expression> arguments) {
        Expression[] all = arguments.toArray(Expression[]::new);
        Parameter[] parameters = function.parameters().toArray(Parameter[]::new);
        MethodHandle method = function.method();
        return row -> {
            @Nullable Object[] values = new Object[all.length];
            for (int i = 0; i < all.length; i++) {
                Object value = all[i].evaluate(row);
                if (value == null && !parameters[i].takesNull()) {
                    return null;
                }
                values[i] = value != null && parameters[i].takesInstant() ? Instant.ofEpochMilli((Long) value) : value;
            }
            Object result = call(function, method, values);
            return result == null ? null : checked(function, result);
        };
    }

    private static @Nullable Object call(UserFunction function, MethodHandle method, @Nullable Object[] values) {
        try {
            return (Object) method.invokeExact(values);
        } catch (StackOverflowError e) {
            throw new EvaluationFailure(
                    function.name() + " threw " + e.getClass().getName());
        } catch (VirtualMachineError e) {
            // Out of memory and the like say nothing about the event: the version has to stop.
            throw e;
        } catch (Throwable e) {
            throw new EvaluationFailure(
                    function.name() + " threw " + e.getClass().getName() + message(e));
        }
    }

    /** The message is made by the function's code too, so that asking for it may fail in turn. */
    private static String message(Throwable e) {
        try {
            String message = e.getMessage();
            if (message == null) {
                return "";
            }
            String line = message.replaceAll("\\s+", " ");
            return ": " + (line.length() <= LONGEST_MESSAGE ? line : Texts.truncate(line, LONGEST_MESSAGE) + "…");
        } catch (RuntimeException | StackOverflowError | LinkageError unreadable) {
            return "";
        }
    }

    private static Object checked(UserFunction function, Object result) {
        ColumnType type = function.result();
        try {
            return switch (type.kind()) {
                case BOOLEAN, INTEGER, BIGINT -> result;
                case DOUBLE -> Arithmetic.finite((Double) result);
                case DECIMAL -> decimal((BigDecimal) result, type);
                case VARCHAR -> text((String) result);
                case TIMESTAMP -> result instanceof Instant instant ? millis(instant) : result;
            };
        } catch (EvaluationFailure e) {
            throw new EvaluationFailure(function.name() + ": " + e.getMessage());
        }
    }

    private static BigDecimal decimal(BigDecimal value, ColumnType type) {
        // Far too large and far too small ones first: to write out 1E+999999999 or 1E-999999999 would take all memory.
        long wholeDigits = (long) value.precision() - value.scale();
        if (value.signum() == 0 || wholeDigits < -type.scale()) {
            return BigDecimal.ZERO.setScale(type.scale());
        }
        if (wholeDigits > type.precision()) {
            throw Arithmetic.overflow(type.sql());
        }
        return Arithmetic.fit(value, type);
    }

    private static String text(String value) {
        if (value.length() > LONGEST_TEXT) {
            throw new EvaluationFailure("the result is a text of more than " + LONGEST_TEXT + " characters");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(++i))) {
                    throw new EvaluationFailure("the result is a text with half a character (an unpaired surrogate)");
                }
            }
        }
        return value;
    }

    private static Long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            throw Arithmetic.overflow("TIMESTAMP(3)");
        }
    }
}
