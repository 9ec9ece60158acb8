package dev.switchback.query.barrier;

import dev.switchback.control.step.Barrier;
import dev.switchback.query.problem.ProblemCode;
import dev.switchback.views.VersionId;
import dev.switchback.views.pointer.Pointer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** One schedule, drawn from a seed: query servers, two controllers that both believe to lead, clients, and everything that goes wrong. */
final class SwitchSimulation implements SimulatedServer.Judge, SimulatedControl.Ledger, SimulatedController.Orders {
    private static final long CHAOS = 700_000;
    /** From the end of all trouble to the end of orders; leases end and stopped processes go on meanwhile. */
    private static final long CALM = 700_000;

    private static final long SETTLING = 250_000;
    private static final int SERVERS = 3;
    private static final int CONTROLLERS = 2;
    /** Longest wait of a query on a server with which nothing is wrong: two tries in a row, each behind a controller that stopped. */
    private static final long LONGEST_WAIT =
            2 * (SimulatedController.LONGEST_HOLD.toMillis() * 1_000 + SimulatedPostgres.IDLE_IN_TRANSACTION) + 200_000;

    private final long seed;
    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final Mutation mutation;
    private final SimulatedPostgres postgres;
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final List<SimulatedController> controllers = new ArrayList<>();
    private final Map<Long, Integer> versionOfEpoch = new HashMap<>();
    private final Set<Long> preparationsGivenUp = new HashSet<>();
    private Optional<SimulatedController.Order> order = Optional.empty();
    private boolean ordersEnd;
    private long newest;
    private long answers;
    private long held;
    private long refusals;
    private long tries;

    /**
     * What happened.
     *
     * @param held answers to queries that had to wait
     * @param refusals queries that were told that there is no pointer now, by a server in trouble
     * @param tries to move the pointer that came to an end, good or not
     */
    record Counts(long answers, long held, long refusals, long flips, long tries) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts plus(Counts more) {
            return new Counts(
                    answers + more.answers,
                    held + more.held,
                    refusals + more.refusals,
                    flips + more.flips,
                    tries + more.tries);
        }
    }

    private SwitchSimulation(long seed, Mutation mutation) {
        this.seed = seed;
        this.mutation = mutation;
        this.random = new Random(seed);
        this.postgres = new SimulatedPostgres(time, random, mutation);
        for (int i = 0; i < SERVERS; i++) {
            servers.add(newServer());
        }
        for (int i = 0; i < CONTROLLERS; i++) {
            controllers.add(newController());
        }
    }

    /** @throws AssertionError naming the seed, where an invariant is broken */
    static Counts run(long seed, Mutation mutation) {
        SwitchSimulation simulation = new SwitchSimulation(seed, mutation);
        try (VirtualTime time = simulation.time) {
            simulation.play(time);
        }
        return new Counts(
                simulation.answers, simulation.held, simulation.refusals, simulation.postgres.epoch, simulation.tries);
    }

    private void play(VirtualTime running) {
        ask();
        trouble();
        running.runUntil(CHAOS);
        postgres.calm = true;
        long epochInCalm = postgres.epoch;
        running.runUntil(CHAOS + CALM);
        require(postgres.epoch > epochInCalm, "nothing is wrong any more, and no switch is made");
        ordersEnd = true;
        running.runUntil(CHAOS + CALM + SETTLING);
        long last = newest;
        require(last == postgres.epoch, "the last epoch is " + postgres.epoch + ", and the newest answer has " + last);
    }

    private SimulatedServer newServer() {
        return new SimulatedServer(
                postgres, new SimulatedProcess(time), new SimulatedClock(time, random, mutation), this);
    }

    private SimulatedController newController() {
        return new SimulatedController(postgres, new SimulatedProcess(time), this, this);
    }

    private void ask() {
        time.after(200 + random.nextInt(6_000), () -> {
            SimulatedServer server = servers.get(random.nextInt(SERVERS));
            server.ask(random.nextInt(4) == 0 ? OptionalLong.of(newest) : OptionalLong.empty());
            ask();
        });
    }

    private void trouble() {
        time.after(random.nextInt(60_000), () -> {
            if (!postgres.calm) {
                goWrong();
                trouble();
            }
        });
    }

    private void goWrong() {
        int victim = random.nextInt(SERVERS);
        SimulatedServer server = servers.get(victim);
        int which = random.nextInt(CONTROLLERS);
        SimulatedProcess controller = controllers.get(which).process();
        long length = random.nextInt(random.nextBoolean() ? 40_000 : 450_000);
        switch (random.nextInt(12)) {
            case 0, 1 -> server.process().stop(length);
            case 2 -> {
                server.process().stop(length);
                server.clock().suspend(length);
            }
            case 3, 4 -> server.process().cutOff(length);
            case 5 -> {
                server.kill();
                servers.set(victim, newServer());
            }
            case 6 -> server.clock().jump(random.nextInt(2_000_000));
            case 7, 8 -> controller.stop(length);
            case 9 -> controller.cutOff(length);
            case 10 -> {
                controller.kill();
                controllers.set(which, newController());
            }
            default -> {
                if (random.nextInt(3) == 0) {
                    postgres.restart();
                }
            }
        }
    }

    @Override
    public Optional<SimulatedController.Order> next(long epoch) {
        if (order.isEmpty() && !ordersEnd) {
            int active = versionOfEpoch.getOrDefault(epoch, 0);
            int target = active == 0 ? 1 : 1 + (active + random.nextInt(2)) % 3;
            order = Optional.of(
                    new SimulatedController.Order(new VersionId(SimulatedPostgres.PIPELINE, target), epoch));
        }
        return order;
    }

    @Override
    public void ended(SimulatedController.Order made, Barrier.Outcome outcome) {
        tries++;
        switch (outcome) {
            case Barrier.Outcome.Moved moved -> {
                require(
                        moved.pointer().epoch() == made.planned() + 1
                                && versionOfEpoch.getOrDefault(made.planned() + 1, 0)
                                        == made.target().number(),
                        "a switch of " + made + " is said to be made: " + moved);
                finish(made);
            }
            case Barrier.Outcome.OtherEpoch other -> {
                require(postgres.epoch != made.planned(), "the epoch is said to be another than " + made);
                finish(made);
            }
            case Barrier.Outcome.NotYet notYet -> {}
        }
    }

    private void finish(SimulatedController.Order made) {
        if (order.filter(made::equals).isPresent()) {
            order = Optional.empty();
        }
    }

    @Override
    public void flipped(long epoch, int version, long preparation) {
        require(versionOfEpoch.put(epoch, version) == null, "epoch " + epoch + " was given twice");
        require(
                !preparationsGivenUp.contains(preparation),
                "preparation " + preparation + " was flipped after it was given up");
    }

    @Override
    public void givenUp(long preparation) {
        preparationsGivenUp.add(preparation);
    }

    @Override
    public void answered(SimulatedProcess server, Pointer pointer, long askedAt) {
        require(pointer.epoch() >= newest, "epoch " + pointer.epoch() + " is answered after " + newest);
        require(
                pointer.version().orElse(0) == versionOfEpoch.getOrDefault(pointer.epoch(), 0),
                "version " + pointer.version() + " is answered in epoch " + pointer.epoch());
        newest = pointer.epoch();
        answers++;
        long waited = time.now() - askedAt;
        held += waited > 0 ? 1 : 0;
        require(
                waited <= LONGEST_WAIT || server.faultAt() >= askedAt,
                "a query waited " + waited / 1_000 + " ms on a server with which nothing was wrong");
    }

    @Override
    public void refused(SimulatedProcess server, ProblemCode code, long askedAt) {
        refusals++;
        require(
                code == ProblemCode.POINTER_UNAVAILABLE && server.faultAt() >= askedAt,
                "a query fails with " + code + " on a server with which nothing was wrong");
    }

    private void require(boolean condition, String broken) {
        if (!condition) {
            throw new AssertionError("seed " + seed + " at " + time.now() / 1_000 + " ms: " + broken);
        }
    }
}
