package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.program.Arithmetic;
import java.math.BigDecimal;
import java.util.Objects;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Values of literals, in the classes of {@link ColumnType.Kind}. */
final class Literals {
    private Literals() {}

    /** @throws UnsupportedSqlException for a type that no column can have */
    static @Nullable Object value(RexLiteral literal) {
        if (literal.isNull() || literal.getTypeName() == SqlTypeName.NULL) {
            return null;
        }
        ColumnType type = RexCompiler.typeOf(literal);
        return switch (type.kind()) {
            case BOOLEAN -> as(literal, Boolean.class);
            case INTEGER -> as(literal, Integer.class);
            case BIGINT -> as(literal, Long.class);
            case DOUBLE -> as(literal, Double.class);
            case DECIMAL -> Arithmetic.fit(as(literal, BigDecimal.class), type);
            case VARCHAR -> as(literal, String.class);
            case TIMESTAMP -> as(literal, Long.class);
        };
    }

    static <T> T as(RexLiteral literal, Class<T> type) {
        return Objects.requireNonNull(literal.getValueAs(type), "a literal that is not NULL has a value");
    }
}
