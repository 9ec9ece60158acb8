package dev.switchback.processor.aggregate;

import dev.switchback.views.plan.ViewPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a range of offsets of one partition adds to one aggregated view: per group the mergeable states and the number of events. Groups
 * keep the order of their first event, so the same events give the same rows. Not thread-safe.
 */
public final class ViewDelta {
    /** The window of a view without one. */
    public static final long NO_WINDOW = Long.MIN_VALUE;

    private final ViewPlan.Aggregate view;
    private final GroupTable groups;
    private final ViewStates states;
    private final CountColumn events = new CountColumn();
    private int reserved;

    public ViewDelta(ViewPlan.Aggregate view) {
        this.view = view;
        this.groups = new GroupTable(view.dimensions().size());
        this.states = new ViewStates(view.states(), StateColumn::of);
    }

    public ViewPlan.Aggregate view() {
        return view;
    }

    /** Whether an event can be added without any state leaving its range; an empty delta has room for every event. */
    public boolean hasRoom(@Nullable Object[] output) {
        return states.hasRoom(output);
    }

    /** The group of an event's key in its window {@code i}, made if missing. */
    public int group(ViewEvent event, int i) {
        int group = groups.find(event.window(i), event.output(), event.hash(i));
        if (reserved != groups.capacity()) {
            reserved = groups.capacity();
            events.reserve(reserved);
            states.reserve(reserved);
        }
        return group;
    }

    /** Adds an event to its group. */
    public void add(int group, @Nullable Object[] output) {
        events.add(group, ViewStates.COUNTED);
        states.add(group, output);
    }

    public int size() {
        return groups.size();
    }

    /** Groups and single values kept; what a batch is bounded by. */
    public int weight() {
        return groups.size() + states.extraValues();
    }

    public long window(int group) {
        return groups.window(group);
    }

    public @Nullable Object dimension(int group, int dimension) {
        return groups.dimension(group, dimension);
    }

    /** Number of events in a group, so that an event counts in each of its windows; 0 for a group that was made but got none. */
    public long events(int group) {
        return (Long) events.value(group);
    }

    /** See {@link StateColumn#value}: Long, a value of the state's type, null, a List of the different values, or a value of {@code views.state}. */
    public @Nullable Object state(int group, int state) {
        return states.value(group, state);
    }

    public void clear() {
        states.clear(groups.size());
        events.clear(groups.size());
        groups.clear();
    }
}
