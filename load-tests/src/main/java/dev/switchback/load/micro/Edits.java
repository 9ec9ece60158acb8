package dev.switchback.load.micro;

import dev.switchback.load.BenchManifest;
import dev.switchback.standalone.load.GeneratedEdits;
import dev.switchback.views.functions.FunctionLibrary;
import dev.switchback.views.functions.FunctionLoader;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.sql.Planner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The events and the plan of the replay's benchmark. */
final class Edits {
    private static final long SEED = 20_150_912;

    private Edits() {}

    static List<byte[]> values(int count) {
        List<byte[]> values = new ArrayList<>();
        new GeneratedEdits(SEED).forEach(count, (_, value) -> values.add(value));
        return values;
    }

    /** @param select what stands in the place of {@code SUM(added)} in the replay's manifest */
    static PipelinePlan plan(String select) {
        return plan(select, "json");
    }

    /** @param format of the records */
    static PipelinePlan plan(String select, String format) {
        String manifest = BenchManifest.REPLAY
                .text()
                .replace("format: json", "format: " + format)
                .replace("SUM(added)", select)
                // Leaderboards are of numbers only.
                .replace("top: [edits, added]", "top: [edits]");
        try {
            Manifest read = new ManifestReader().read(manifest);
            try (FunctionLibrary functions = FunctionLoader.load(read, Map.of())) {
                return new Planner().plan(read, functions);
            }
        } catch (ManifestException e) {
            throw new IllegalStateException("the benchmark's manifest is refused", e);
        }
    }
}
