package dev.switchback.embedded.testing;

/**
 * How far a campaign of tests goes: {@code -Dswitchback.long=true} ({@code ./switchback test --long}) makes it long. The same tests run
 * either way, with more seeds or longer outages.
 */
public final class Campaign {
    /** Whether the long campaign runs. */
    public static final boolean LONG = Boolean.getBoolean("switchback.long");

    private Campaign() {}

    /** The number for this run: of cases, seeds, seconds. */
    public static int choose(int usual, int whenLong) {
        return LONG ? whenLong : usual;
    }
}
