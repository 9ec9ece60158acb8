package dev.switchback.views;

import java.util.OptionalLong;

/**
 * Room in a store.
 *
 * @param used bytes that one version takes there, compressed and with all copies on this node
 * @param free bytes that are left; empty where the store has no limit that it tells
 */
public record Space(long used, OptionalLong free) {}
