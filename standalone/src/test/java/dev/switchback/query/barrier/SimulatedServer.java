package dev.switchback.query.barrier;

import dev.switchback.query.problem.ProblemCode;
import dev.switchback.query.problem.ProblemException;
import dev.switchback.views.pointer.Pointer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** One query server: the real reader and the real judgement of waiting queries, with the turns that {@link ActivePointers} gives them. */
final class SimulatedServer {
    static final BarrierTimes TIMES = new BarrierTimes(
            Duration.ofMillis(300),
            Duration.ofMillis(100),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMillis(1_000));

    private final SimulatedPostgres postgres;
    private final SimulatedProcess process;
    private final SimulatedClock clock;
    private final Judge judge;
    private final List<Waiting> waiting = new ArrayList<>();
    private final Runnable listener = this::notified;
    private final VirtualTime.Actor loop;
    private final PointerReader reader;
    private boolean readWanted;
    private boolean asleep;
    private long naps;
    private long begun;

    /** Is told how queries end. */
    interface Judge {
        void answered(SimulatedProcess server, Pointer pointer, long askedAt);

        void refused(SimulatedProcess server, ProblemCode code, long askedAt);
    }

    private record Waiting(WaitingQuery query, long askedAt) {}

    SimulatedServer(SimulatedPostgres postgres, SimulatedProcess process, SimulatedClock clock, Judge judge) {
        this.postgres = postgres;
        this.process = process;
        this.clock = clock;
        this.judge = judge;
        this.loop = process.start(actor -> run());
        this.reader = new PointerReader(new SimulatedLeases(postgres, process, loop), TIMES, clock, HoldObserver.NONE);
        postgres.listen(listener);
    }

    SimulatedProcess process() {
        return process;
    }

    SimulatedClock clock() {
        return clock;
    }

    void kill() {
        postgres.unlisten(listener);
        process.kill();
    }

    private void notified() {
        if (!process.cutOff()) {
            process.after(0, this::wantRead);
        }
    }

    private void wantRead() {
        readWanted = true;
        boolean retrying = begun > 0 && !reader.latest().succeeded();
        if (asleep && !retrying) {
            wake(naps);
        }
    }

    private void wake(long nap) {
        if (asleep && naps == nap) {
            asleep = false;
            loop.resume();
        }
    }

    /** As {@link ActivePointers} runs its thread. */
    private void run() {
        while (true) {
            boolean retrying = begun > 0 && !reader.latest().succeeded();
            if (begun > 0 && (retrying || !readWanted)) {
                asleep = true;
                long nap = ++naps;
                process.after(reader.latest().pause(TIMES).toNanos() / 1_000, () -> wake(nap));
                loop.suspend();
            }
            readWanted = false;
            begun++;
            reader.read();
            // A moment later: what the waiting queries do must not run in the reader's actor, which may be told to read
            // again by them.
            process.after(0, this::lookAgain);
        }
    }

    /** A query arrives; a stopped server takes it up when it goes on. */
    void ask(OptionalLong minEpoch) {
        long askedAt = postgres.time.now();
        process.after(0, () -> {
            if (reader.resolve(SimulatedPostgres.PIPELINE) instanceof Resolution.Serve(Pointer pointer)
                    && pointer.epoch() >= minEpoch.orElse(0)) {
                judge.answered(process, pointer, askedAt);
            } else {
                look(new Waiting(new WaitingQuery(SimulatedPostgres.PIPELINE, minEpoch, begun + 1), askedAt));
            }
        });
    }

    private void lookAgain() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        all.forEach(this::look);
    }

    private void look(Waiting query) {
        try {
            switch (query.query.look(reader.latest(), clock)) {
                case WaitingQuery.Verdict.Answered(var pointer) ->
                    judge.answered(process, pointer.orElseThrow(), query.askedAt);
                case WaitingQuery.Verdict.Held held -> await(query);
                case WaitingQuery.Verdict.ReadNow now -> {
                    await(query);
                    wantRead();
                }
            }
        } catch (ProblemException e) {
            judge.refused(process, e.code(), query.askedAt);
        }
    }

    private void await(Waiting query) {
        if (postgres.time.now() - query.askedAt > TIMES.patience().toNanos() / 1_000) {
            throw WaitingQuery.unavailable();
        }
        waiting.add(query);
    }
}
