package dev.switchback.views.sql;

import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/** Standard SQL, with {@code !=} and {@code %} for those who write them. */
final class Dialect extends SqlDelegatingConformance {
    static final Dialect INSTANCE = new Dialect();

    private Dialect() {
        super(SqlConformanceEnum.DEFAULT);
    }

    @Override
    public boolean isBangEqualAllowed() {
        return true;
    }

    @Override
    public boolean isPercentRemainderAllowed() {
        return true;
    }
}
