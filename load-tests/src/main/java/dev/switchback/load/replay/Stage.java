package dev.switchback.load.replay;

import java.util.List;

/** What a processor's thread can be busy with; tried in this order on each frame, from the innermost outwards. */
public enum Stage {
    DECODE("decode", "dev.switchback.processor.decode."),
    EXPRESSIONS(
            "expressions",
            "dev.switchback.views.program.",
            "dev.switchback.processor.aggregate.ViewEvent",
            "dev.switchback.processor.aggregate.EventWindows"),
    AGGREGATION("aggregation", "dev.switchback.processor.aggregate."),
    FLUSH("flush: rows and commands made", "dev.switchback.processor.history.", "dev.switchback.processor.live."),
    STORES(
            "stores: clients of ClickHouse, Redis, PostgreSQL",
            "com.clickhouse.",
            "org.apache.hc.",
            "io.lettuce.",
            "io.netty.",
            "org.postgresql.",
            "com.zaxxer."),
    FETCH("fetch: Kafka's consumer and Streams", "org.apache.kafka.", "net.jpountz.", "com.github.luben.zstd."),
    OTHER("other", "");

    private final String words;
    private final String prefixes;

    Stage(String words, String... prefixes) {
        this.words = words;
        this.prefixes = String.join(" ", prefixes);
    }

    /** As a person calls it. */
    public String words() {
        return words;
    }

    private boolean holds(String type) {
        return List.of(prefixes.split(" ", -1)).stream().anyMatch(type::startsWith);
    }

    /** @param types the classes of a thread's frames, the innermost first */
    static Stage of(List<String> types) {
        for (String type : types) {
            for (Stage stage : values()) {
                if (stage != OTHER && stage.holds(type)) {
                    return stage;
                }
            }
        }
        return OTHER;
    }
}
