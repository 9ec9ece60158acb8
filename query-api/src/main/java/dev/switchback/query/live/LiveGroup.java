package dev.switchback.query.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One group in one window.
 *
 * @param window as the keys have it
 * @param group as the keys have it
 * @param states in the plan's order
 */
record LiveGroup(String window, String group, List<@Nullable Object> states) {}
