package dev.switchback.control.step;

/** Who judges a version that has caught up: gates, or for a check the comparison with the version that it repeats. */
public record Judges(GateKeeper gates, SelfCheck check) {}
