package dev.switchback.views.sql;

import dev.switchback.views.plan.ColumnType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** Calcite's type system as Switchback sets it, and the way between its types and ours. */
final class SqlTypes {
    /** Digits of the widest DECIMAL: ClickHouse's Decimal128. */
    static final int MAX_DECIMAL = 38;

    private SqlTypes() {}

    /** A type factory; not thread-safe enough to share between planners. */
    static RelDataTypeFactory factory() {
        return new SqlTypeFactoryImpl(new Rules()) {
            @Override
            public Charset getDefaultCharset() {
                return StandardCharsets.UTF_8;
            }
        };
    }

    private static final class Rules extends RelDataTypeSystemImpl {
        @Override
        public int getMaxPrecision(SqlTypeName typeName) {
            return typeName == SqlTypeName.DECIMAL ? MAX_DECIMAL : super.getMaxPrecision(typeName);
        }

        @Override
        public int getMaxScale(SqlTypeName typeName) {
            return typeName == SqlTypeName.DECIMAL ? MAX_DECIMAL : super.getMaxScale(typeName);
        }

        /** Digits of an interval's first field: {@code INTERVAL '120' MINUTE} needs no {@code MINUTE(3)}. */
        @Override
        public int getDefaultPrecision(SqlTypeName typeName) {
            return SqlTypeName.DAY_INTERVAL_TYPES.contains(typeName) ? 9 : super.getDefaultPrecision(typeName);
        }

        /** Otherwise {@code CASE … 'a' … 'long'} would pad its shorter texts with blanks. */
        @Override
        public boolean shouldConvertRaggedUnionTypesToVarying() {
            return true;
        }
    }

    /** The nullable Calcite type of a column. */
    static RelDataType of(ColumnType type, RelDataTypeFactory factory) {
        RelDataType bare = switch (type.kind()) {
            case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
            case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
            case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
            case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL -> factory.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
            case VARCHAR -> factory.createSqlType(SqlTypeName.VARCHAR);
            case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 3);
        };
        return factory.createTypeWithNullability(bare, true);
    }

    /** Empty for a type that no column of ours can have. */
    static Optional<ColumnType> of(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> Optional.of(ColumnType.BOOLEAN);
            case INTEGER -> Optional.of(ColumnType.INTEGER);
            case BIGINT -> Optional.of(ColumnType.BIGINT);
            case DOUBLE -> Optional.of(ColumnType.DOUBLE);
            case DECIMAL -> Optional.of(ColumnType.decimal(type.getPrecision(), type.getScale()));
            case CHAR, VARCHAR -> Optional.of(ColumnType.VARCHAR);
            case TIMESTAMP -> Optional.of(ColumnType.TIMESTAMP);
            default -> Optional.empty();
        };
    }
}
