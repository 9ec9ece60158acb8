package dev.switchback.query.barrier;

/** The clocks by which a server judges its lease. */
public interface ServerClock {
    ServerClock SYSTEM = new ServerClock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Monotonic; stands still while the machine is suspended. */
    long nanos();

    /** Time of day; may jump, but runs on while the machine is suspended. Only ever shortens a lease. */
    long wallMillis();
}
