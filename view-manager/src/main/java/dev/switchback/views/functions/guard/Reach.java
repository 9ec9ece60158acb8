package dev.switchback.views.functions.guard;

/** What a function must not reach for, because its result could differ between two runs over the same log. */
enum Reach {
    CLOCK("reads the clock"),
    CHANCE("draws random numbers"),
    ENVIRONMENT("depends on the machine or its settings"),
    THREADS("uses threads"),
    PROCESS("reaches for the process or other processes"),
    FILES("reaches for files"),
    NETWORK("reaches for the network"),
    REFLECTION("finds code by reflection, where nobody can see what it calls"),
    MEMORY("depends on when memory is collected"),
    NATIVE("is native code"),
    STATE("keeps state in a static field, so that its result would depend on the events before"),
    LIBRARY("belongs to a part of Java that is not for functions");

    private final String words;

    Reach(String words) {
        this.words = words;
    }

    /** As the end of a sentence about the call. */
    String words() {
        return words;
    }
}
