package dev.switchback.views.sql;

import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.SourceColumn;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/** The one table that a pipeline's views read, as Calcite sees it. One per planning; not thread-safe. */
final class SourceSchema {
    private final List<SourceColumn> columns;
    private final Set<String> tableNames;
    private final RelDataTypeFactory factory = SqlTypes.factory();
    private final CalciteCatalogReader catalog;
    private final UserFunctions functions;

    SourceSchema(Manifest manifest, UserFunctions functions) {
        this.functions = functions;
        this.columns = manifest.source().columns();
        // The source goes by the pipeline's name, and by the topic's too, where that is a name in SQL.
        this.tableNames = new TreeSet<>(Set.of(manifest.pipeline()));
        tableNames.add(manifest.source().topic());
        CalciteSchema root = CalciteSchema.createRootSchema(false, false);
        for (String name : tableNames) {
            root.add(name, new SourceTable(columns));
        }
        Properties properties = new Properties();
        properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
        this.catalog = new CalciteCatalogReader(root, List.of(), factory, new CalciteConnectionConfigImpl(properties));
    }

    List<SourceColumn> columns() {
        return columns;
    }

    UserFunctions functions() {
        return functions;
    }

    Set<String> tableNames() {
        return tableNames;
    }

    List<String> columnNames() {
        return columns.stream().map(SourceColumn::name).toList();
    }

    RexBuilder rexBuilder() {
        return new RexBuilder(factory);
    }

    /** A validator for one query. */
    SqlValidator validator() {
        return SqlValidatorUtil.newValidator(
                SqlOperatorTables.chain(functions, AggregateOperators.TABLE),
                catalog,
                factory,
                SqlValidator.Config.DEFAULT
                        .withConformance(Dialect.INSTANCE)
                        // A text is never a number by itself: what cannot be compared is said at planning, not per
                        // event.
                        .withTypeCoercionEnabled(false));
    }

    /** Converts a validated query. */
    RelNode convert(SqlValidator validator, SqlNode validated) {
        RelOptCluster cluster = RelOptCluster.create(new VolcanoPlanner(), rexBuilder());
        SqlToRelConverter.Config config = SqlToRelConverter.config()
                .withTrimUnusedFields(false)
                .withInSubQueryThreshold(Integer.MAX_VALUE)
                // Expressions are kept as written; Calcite's simplification knows nothing of our evaluation order.
                .addRelBuilderConfigTransform(c -> c.withSimplify(false).withSimplifyValues(false));
        SqlToRelConverter converter = new SqlToRelConverter(
                (rowType, query, path, viewPath) -> {
                    throw new UnsupportedOperationException("there are no views to expand");
                },
                validator,
                catalog,
                cluster,
                StandardConvertletTable.INSTANCE,
                config);
        return converter.convertQuery(validated, false, true).rel;
    }

    private static final class SourceTable extends AbstractTable {
        private final List<SourceColumn> columns;

        private SourceTable(List<SourceColumn> columns) {
            this.columns = columns;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            RelDataTypeFactory.Builder row = factory.builder();
            columns.forEach(c -> row.add(c.name(), SqlTypes.of(c.type(), factory)));
            return row.build();
        }
    }
}
