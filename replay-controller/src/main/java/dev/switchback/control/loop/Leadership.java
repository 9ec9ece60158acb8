package dev.switchback.control.loop;

/** Which controller acts. Thread-safe. */
public interface Leadership extends AutoCloseable {
    /** Whether this controller leads; another one takes over soon after it does not. */
    boolean leading();

    /** Gives the lead up. */
    @Override
    void close();
}
