package dev.switchback.load.capacity;

/** Whether a replay catches up. */
public sealed interface Outlook {
    /** @param seconds from its request until every partition is at the end of the log */
    record CatchesUp(double seconds) implements Outlook {}

    /** @param limit what holds it back */
    record Never(Limit limit) implements Outlook {}

    /** What bounds a replay's speed, with what to do about it. */
    enum Limit {
        THREADS("the threads", "more instances or threads, up to one thread per partition; fewer or cheaper views"),
        BUSIEST_PARTITION(
                "the busiest partition",
                "a partition has one thread: spread the keys, or use more partitions for the events to come; fewer or cheaper views"),
        THROTTLE("the throttle", "raise or remove it (PUT .../replays/{id}/throttle)"),
        HISTORY(
                "the history store",
                "more ClickHouse shards; larger windows or fewer dimensions, so that fewer rows are written"),
        BROKER("the broker", "more brokers, a tighter compression, fewer consumers beside");

        private final String words;
        private final String remedy;

        Limit(String words, String remedy) {
            this.words = words;
            this.remedy = remedy;
        }

        public String words() {
            return words;
        }

        public String remedy() {
            return remedy;
        }
    }
}
