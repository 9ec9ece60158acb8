package dev.switchback.control.step;

/**
 * Named points between two effects of the controller. A test kills the controller there, by throwing an {@link Error}; promise P10 says that
 * the outcome is the same.
 */
@FunctionalInterface
public interface Boundaries {
    Boundaries NONE = name -> {};

    /** @param name stable: {@code provisioning.ledger}, {@code switching>done} … */
    void pass(String name);
}
