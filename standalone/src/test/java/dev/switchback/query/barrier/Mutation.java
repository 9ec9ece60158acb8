package dev.switchback.query.barrier;

/** Ways to break the protocol; each takes away one thing that {@code docs/switch.md} says is needed. */
enum Mutation {
    NONE,
    /** A flip does not wait for acknowledgements. */
    FLIP_WITHOUT_ACKNOWLEDGEMENTS,
    /** A reading does not wait for a flip in progress. */
    READ_WITHOUT_LOCK,
    /** The lease is stored after the row was let go. */
    LEASE_AFTER_LOCK,
    /** The deadline is checked before the row is locked. */
    DEADLINE_BEFORE_LOCK,
    /** A server acknowledges before it holds. */
    ACKNOWLEDGE_BEFORE_HOLDING,
    /** PostgreSQL counts a lease from earlier than its server does. */
    LEASE_STORED_SHORTER,
    /** A server's clock is slower than the allowance for it. */
    CLOCK_TOO_SLOW,
    /** A server uses the monotonic clock only, which stands still in a suspended machine. */
    ONE_CLOCK
}
