package dev.switchback.views.sql;

import dev.switchback.views.functions.UserFunction;
import dev.switchback.views.functions.UserFunction.Parameter;
import dev.switchback.views.plan.ColumnType;
import dev.switchback.views.plan.ColumnType.Kind;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;

/** A user function as Calcite sees it. */
final class UserSqlFunction extends SqlFunction {
    private final UserFunction function;

    UserSqlFunction(UserFunction function) {
        super(
                function.name(),
                SqlKind.OTHER_FUNCTION,
                binding -> SqlTypes.of(function.result(), binding.getTypeFactory()),
                (binding, returned, operands) -> {
                    List<Parameter> parameters = function.parameters();
                    for (int i = 0; i < operands.length && i < parameters.size(); i++) {
                        operands[i] = SqlTypes.of(typical(parameters.get(i).kind()), binding.getTypeFactory());
                    }
                },
                new Operands(function),
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.function = function;
    }

    UserFunction function() {
        return function;
    }

    /** The type that NULL is taken for. */
    private static ColumnType typical(Kind kind) {
        return kind == Kind.DECIMAL ? ColumnType.decimal(SqlTypes.MAX_DECIMAL, 0) : new ColumnType(kind, 0, 0);
    }

    /** Numbers widen as elsewhere: INTEGER to BIGINT, both to DECIMAL, all of them to DOUBLE. */
    static boolean takes(Kind parameter, Kind argument) {
        return parameter == argument
                || switch (parameter) {
                    case BIGINT -> argument == Kind.INTEGER;
                    case DECIMAL -> argument == Kind.INTEGER || argument == Kind.BIGINT;
                    case DOUBLE -> argument == Kind.INTEGER || argument == Kind.BIGINT || argument == Kind.DECIMAL;
                    case BOOLEAN, INTEGER, VARCHAR, TIMESTAMP -> false;
                };
    }

    private record Operands(UserFunction function) implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
            for (int i = 0; i < call.getOperandCount(); i++) {
                RelDataType type = call.getOperandType(i);
                Optional<ColumnType> argument = SqlTypes.of(type);
                Kind parameter = function.parameters().get(i).kind();
                boolean fits = type.getSqlTypeName() == SqlTypeName.NULL
                        || argument.filter(a -> takes(parameter, a.kind())).isPresent();
                if (!fits) {
                    if (throwOnFailure) {
                        throw call.newValidationSignatureError();
                    }
                    return false;
                }
            }
            return true;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            return SqlOperandCountRanges.of(function.parameters().size());
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return function.signature();
        }
    }
}
