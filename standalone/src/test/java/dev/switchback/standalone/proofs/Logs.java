package dev.switchback.standalone.proofs;

import java.util.ArrayList;
import java.util.List;

/** Logs of the same events in another form. */
final class Logs {
    private Logs() {}

    /** Spreads records over partitions in turn. */
    static List<List<String>> split(List<String> records, int partitions) {
        List<List<String>> log = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            log.add(new ArrayList<>());
        }
        for (int i = 0; i < records.size(); i++) {
            log.get(i % partitions).add(records.get(i));
        }
        return log;
    }
}
