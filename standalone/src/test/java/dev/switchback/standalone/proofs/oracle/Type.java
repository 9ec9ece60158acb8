package dev.switchback.standalone.proofs.oracle;

/** SQL types, and the class in which the oracle keeps their values. */
public enum Type {
    /** Boolean. */
    BOOLEAN,
    /** Long. */
    INTEGER,
    /** Long. */
    BIGINT,
    /** Double. */
    DOUBLE,
    /** BigDecimal of any scale. */
    DECIMAL,
    /** String. */
    VARCHAR,
    /** Long: epoch milliseconds. */
    TIMESTAMP;

    boolean isNumber() {
        return this == INTEGER || this == BIGINT || this == DOUBLE || this == DECIMAL;
    }
}
