package dev.switchback.processor.history;

import dev.switchback.processor.aggregate.ViewEvent;

/** The rows that a batch holds for one table. Not thread-safe. */
sealed interface ViewRows permits AggregatedRows, PlainRows, SessionRows {
    InsertTarget target();

    boolean hasRoom(ViewEvent event);

    void add(ViewEvent event, int partition, long offset);

    /** Rows and values kept, for the bound of a batch. */
    int weight();

    /** Bytes kept, roughly, beyond what {@link #weight()} stands for. */
    int bytes();

    /** Appends all rows, in an order that the events decide. */
    void writeTo(RowBinary out, int cut);

    void clear();
}
