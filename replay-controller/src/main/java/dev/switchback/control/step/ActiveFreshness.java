package dev.switchback.control.step;

import dev.switchback.control.step.Governor.Reading;
import dev.switchback.views.VersionId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Freshness of the active version's answers: where it has live views, of those; else of its history. */
final class ActiveFreshness implements Governor.LiveFreshness {
    private final Plans plans;
    private final Stores stores;
    private final LagClock lagClock;

    ActiveFreshness(Plans plans, Stores stores, LagClock lagClock) {
        this.plans = plans;
        this.stores = stores;
        this.lagClock = lagClock;
    }

    @Override
    public Reading of(String pipeline) {
        OptionalInt active = stores.pointer().read(pipeline).version();
        if (active.isEmpty()) {
            return new Reading.NothingLive();
        }
        Plans.Planned version = plans.of(new VersionId(pipeline, active.getAsInt()));
        return new Reading.Behind(lagClock.behind(version.topic(), positions(version)));
    }

    private Map<Integer, Long> positions(Plans.Planned version) {
        Map<Integer, Long> positions = new HashMap<>();
        stores.ledger().read(version.id()).forEach((partition, entry) -> positions.put(partition, entry.committed()));
        if (LiveViews.any(version.plan())) {
            Map<Integer, Long> marks =
                    stores.live().marks(version.id(), version.version().liveShards());
            positions.replaceAll((partition, committed) -> marks.getOrDefault(partition, committed));
        }
        return positions;
    }
}
