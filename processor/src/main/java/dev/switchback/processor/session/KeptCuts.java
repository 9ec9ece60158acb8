package dev.switchback.processor.session;

import dev.switchback.views.StoreUnavailableException;
import dev.switchback.views.VersionId;
import dev.switchback.views.session.CutLeases;
import dev.switchback.views.session.CutMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sessions of one partition of the topic were at cuts, as long as somebody may compare them there (ADR 150). Of a place something is
 * kept only from its first change after a cut on; what a cut has of a place is what is kept of it for the smallest number that is not below
 * the cut's, or else what stands. Not thread-safe.
 */
final class KeptCuts {
    private static final Logger LOG = LoggerFactory.getLogger(KeptCuts.class);
    /** For no cut. */
    private static final int NONE = 0;

    private static final int MOST_FORGOTTEN = 20_000;

    private final SessionStores stores;
    private final CutLeases leases;
    private final VersionId version;
    /** Also in the state, from where a new owner takes them. */
    private int newest;

    private int keptFrom;
    /** Whether more may be kept than has to be. */
    private boolean untidy = true;

    KeptCuts(SessionStores stores, CutLeases leases, VersionId version) {
        this.stores = stores;
        this.leases = leases;
        this.version = version;
        this.newest = stores.newestCut();
        this.keptFrom = stores.keptFrom();
    }

    /** Number of the newest cut of which something that comes after it was seen; 0 before the first. */
    int newest() {
        return newest;
    }

    CutMark mark() {
        return new CutMark(newest, isKeeping() ? OptionalInt.of(keptFrom) : OptionalInt.empty());
    }

    private boolean isKeeping() {
        return keptFrom != NONE;
    }

    /** A record of a range is about to be taken. What comes after a cut is seen here first, and the cut's lease is older than it. */
    void arrive(OptionalInt cut) {
        if (cut.isEmpty()) {
            if (isKeeping()) {
                LOG.warn(
                        "{}: sessions are not kept at cut {}: a processor of an older release is at work",
                        version,
                        newest);
                keepFrom(NONE);
            }
        } else if (cut.getAsInt() > newest) {
            OptionalInt oldest = oldestLease();
            // From the oldest one on, nothing that changed may have been missed.
            boolean gapless = isKeeping() || newest < oldest.orElse(NONE);
            newest = cut.getAsInt();
            stores.reachCut(newest);
            keepFrom(gapless && oldest.orElse(NONE) <= newest ? oldest.orElse(NONE) : NONE);
        }
    }

    /** Without an answer nothing is kept, and the cut cannot be compared: this partition's other sessions must not wait for it. */
    private OptionalInt oldestLease() {
        try {
            return leases.oldest(version);
        } catch (StoreUnavailableException e) {
            LOG.warn("{}: sessions are not kept at a cut: {}", version, e.getMessage());
            return OptionalInt.empty();
        }
    }

    private void keepFrom(int cut) {
        if (cut != keptFrom) {
            keptFrom = cut;
            stores.keepFrom(cut);
            untidy = true;
        }
    }

    /** All that a part of a range has to be merged into, in this order: the cuts that it comes late to, and what stands. */
    List<Sessions> targets(OptionalInt cut) {
        List<Sessions> targets = new ArrayList<>();
        if (isKeeping()) {
            for (int number = Math.max(keptFrom, cut.orElse(newest) + 1); number <= newest; number++) {
                targets.add(new Sessions.AtCut(stores, this, number));
            }
        }
        targets.add(new Sessions.Current(stores, this));
        return targets;
    }

    /** A place is about to change in what comes after a cut, and stays in the cut what it was. */
    void pin(int cut, Bytes place, long offset) {
        if (isKeeping() && cut >= keptFrom) {
            Bytes at = new Kept.Place(place, cut).bytes();
            if (stores.kept().get(at) == null) {
                put(cut, place, lookUp(cut, place), offset);
            }
        }
    }

    void put(int cut, Bytes place, byte @Nullable [] session, long offset) {
        Bytes at = new Kept.Place(place, cut).bytes();
        stores.kept().put(at, new Kept(offset, session).bytes());
        stores.unwritten().put(at, new byte[0]);
    }

    private byte @Nullable [] lookUp(int cut, Bytes place) {
        try (KeyValueIterator<Bytes, byte[]> from = stores.kept()
                .range(new Kept.Place(place, cut).bytes(), new Kept.Place(place, Integer.MAX_VALUE).bytes())) {
            return from.hasNext()
                    ? Kept.of(from.next().value).session()
                    : stores.sessions().get(place);
        }
    }

    /**
     * The sessions of a cut that are near a part.
     *
     * @param standing those that stand, and are
     */
    List<KeyValue<Bytes, byte[]>> near(
            int cut, List<KeyValue<Bytes, byte[]>> standing, SessionMessage.Part part, long gap) {
        Map<Bytes, byte @Nullable []> own = new LinkedHashMap<>();
        SessionKey key = new SessionKey(part.view(), part.key(), part.start());
        Bytes first = new Kept.Place(key.startingAt(Long.MIN_VALUE).bytes(), cut).bytes();
        Bytes last = new Kept.Place(key.startingAt(part.last() + gap).bytes(), Integer.MAX_VALUE).bytes();
        try (KeyValueIterator<Bytes, byte[]> all = stores.kept().range(first, last)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> each = all.next();
                Kept.Place place = Kept.Place.of(each.key);
                if (place.cut() >= cut && !own.containsKey(place.session())) {
                    own.put(place.session(), Kept.of(each.value).session());
                }
            }
        }
        List<KeyValue<Bytes, byte[]>> near = new ArrayList<>();
        standing.stream().filter(each -> !own.containsKey(each.key)).forEach(near::add);
        own.forEach((place, session) -> {
            if (session != null && Session.lastOf(session) >= part.start() - gap) {
                near.add(KeyValue.pair(place, session));
            }
        });
        return near;
    }

    /** Forgets what nobody compares any more, some of it at a time. Nothing may be unwritten. */
    void tidy() {
        if (isKeeping()) {
            try {
                OptionalInt oldest = leases.oldest(version);
                int from = oldest.orElse(NONE);
                keepFrom(from == NONE || from > newest ? NONE : Math.max(from, keptFrom));
            } catch (StoreUnavailableException e) {
                LOG.debug("whether cuts have to be kept is not known: {}", e.getMessage());
            }
        }
        if (untidy) {
            untidy = !forget();
        }
    }

    private boolean forget() {
        int looked = 0;
        try (KeyValueIterator<Bytes, byte[]> all = stores.kept().all()) {
            while (all.hasNext()) {
                Bytes at = all.next().key;
                if (!isKeeping() || Kept.Place.of(at).cut() < keptFrom) {
                    stores.kept().delete(at);
                    looked++;
                }
                if (looked == MOST_FORGOTTEN) {
                    return false;
                }
            }
        }
        return true;
    }
}
