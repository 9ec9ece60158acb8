package dev.switchback.views.sql;

import dev.switchback.views.functions.FunctionLibrary;
import dev.switchback.views.functions.UserFunction;
import dev.switchback.views.manifest.FunctionDefinition;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestProblem;
import dev.switchback.views.manifest.ManifestProblem.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/** The functions of a manifest, as the validator looks them up: in any case, as SQL has it. One per planning; not thread-safe. */
final class UserFunctions implements SqlOperatorTable {
    private final Map<String, UserSqlFunction> functions = new HashMap<>();

    UserFunctions(FunctionLibrary library) {
        library.functions().forEach(f -> functions.put(f.name(), new UserSqlFunction(f)));
    }

    boolean has(String name) {
        return functions.containsKey(name.toLowerCase(Locale.ROOT));
    }

    /** By name. */
    List<String> names() {
        return functions.keySet().stream().sorted().toList();
    }

    /** The function whose call a message of the validator is about. */
    Optional<UserFunction> namedIn(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return functions.values().stream()
                .map(UserSqlFunction::function)
                .filter(f -> lower.startsWith("cannot apply '" + f.name() + "'")
                        || lower.startsWith("no match found for function signature " + f.name() + "(")
                        || lower.startsWith("invalid number of arguments to function '" + f.name() + "'"))
                .findFirst();
    }

    @Override
    public void lookupOperatorOverloads(
            SqlIdentifier name,
            @Nullable SqlFunctionCategory category,
            SqlSyntax syntax,
            List<SqlOperator> found,
            SqlNameMatcher matcher) {
        if (name.isSimple() && syntax == SqlSyntax.FUNCTION) {
            SqlOperator function = functions.get(name.getSimple().toLowerCase(Locale.ROOT));
            if (function != null) {
                found.add(function);
            }
        }
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        return List.copyOf(functions.values());
    }

    /** Names that mean something else in SQL, or would need backticks. */
    static List<ManifestProblem> taken(Manifest manifest) {
        List<ManifestProblem> problems = new ArrayList<>();
        for (FunctionDefinition function : manifest.functions()) {
            String name = function.name().toUpperCase(Locale.ROOT);
            boolean builtIn = ExpressionRules.isBuiltIn(name)
                    || SqlStdOperatorTable.instance().getOperatorList().stream()
                            .anyMatch(operator -> operator.getName().equalsIgnoreCase(name));
            if (builtIn || QueryParser.isReserved(name)) {
                problems.add(function.problem(
                        Code.INVALID_FUNCTION,
                        "'" + function.name() + "' is " + (builtIn ? "a function" : "a keyword") + " of SQL",
                        "Give the function another name."));
            }
        }
        return problems;
    }
}
