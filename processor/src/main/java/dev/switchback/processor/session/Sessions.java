package dev.switchback.processor.session;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Sessions that parts are merged into: those that stand, or those of a cut. A place is a {@link SessionKey}. Not thread-safe. */
interface Sessions {
    /** The sessions of the part's key that are not further than the gap from it; few, as they are further than the gap from each other. */
    List<KeyValue<Bytes, byte[]>> near(SessionMessage.Part part, long gap);

    /** @param offset of the record that brought it */
    void put(Bytes place, byte[] session, long offset);

    void delete(Bytes place, long offset);

    /** Those that stand. What they replace is kept for the newest cut. */
    record Current(SessionStores stores, KeptCuts cuts) implements Sessions {
        @Override
        public List<KeyValue<Bytes, byte[]>> near(SessionMessage.Part part, long gap) {
            List<KeyValue<Bytes, byte[]>> found = new ArrayList<>();
            SessionKey key = new SessionKey(part.view(), part.key(), part.start());
            Bytes first = key.startingAt(Long.MIN_VALUE).bytes();
            Bytes last = key.startingAt(part.last() + gap).bytes();
            try (KeyValueIterator<Bytes, byte[]> newestFirst = stores.sessions().reverseRange(first, last)) {
                while (newestFirst.hasNext()) {
                    KeyValue<Bytes, byte[]> session = newestFirst.next();
                    if (Session.lastOf(session.value) < part.start() - gap) {
                        break;
                    }
                    found.add(session);
                }
            }
            return found;
        }

        @Override
        public void put(Bytes place, byte[] session, long offset) {
            cuts.pin(cuts.newest(), place, offset);
            stores.sessions().put(place, session);
            stores.dirty().put(place, new Change.Written(cuts.newest()).bytes());
        }

        @Override
        public void delete(Bytes place, long offset) {
            cuts.pin(cuts.newest(), place, offset);
            stores.sessions().delete(place);
            stores.dirty().put(place, new Change.Deleted(offset, cuts.newest()).bytes());
        }
    }

    /** Those of a cut that is kept, for parts that come late to it. */
    record AtCut(SessionStores stores, KeptCuts cuts, int number) implements Sessions {
        @Override
        public List<KeyValue<Bytes, byte[]>> near(SessionMessage.Part part, long gap) {
            return cuts.near(number, new Current(stores, cuts).near(part, gap), part, gap);
        }

        @Override
        public void put(Bytes place, byte[] session, long offset) {
            cuts.pin(number - 1, place, offset);
            cuts.put(number, place, session, offset);
        }

        @Override
        public void delete(Bytes place, long offset) {
            cuts.pin(number - 1, place, offset);
            cuts.put(number, place, null, offset);
        }
    }
}
