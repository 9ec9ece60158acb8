package dev.switchback.standalone.demo;

import dev.switchback.standalone.BundledManifest;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.ReplayStatus;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.KeyField;
import dev.switchback.standalone.load.TopicLoader;
import dev.switchback.views.engines.KafkaAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The whole promise on real events, against a running stack: everything goes through Kafka and the two HTTP APIs. */
public final class Demo {
    private static final String TOPIC = "wikipedia";
    private static final int PARTITIONS = 4;
    private static final Duration AROUND_THE_SWITCH = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * How much goes on while versions are switched.
     *
     * @param clients that ask side by side
     * @param queriesPerSecond that they aim at together
     * @param requiredPerSecond below which the demo does not count as held
     * @param editsPerSecond that arrive
     */
    public record Pace(int clients, int queriesPerSecond, int requiredPerSecond, int editsPerSecond) {
        /** What the product promises to bear on two cores. */
        public static final Pace PROMISED = new Pace(8, 300, 200, 25);
    }

    private final KafkaAddress kafka;
    private final List<URI> queryServers;
    private final Http http;
    private final AdminClient admin;
    private final ThreadFactory threads;
    private final DemoScreen screen;
    private final Pace pace;
    private boolean held = true;

    /** @param queryServers two or more */
    public Demo(
            KafkaAddress kafka,
            List<URI> queryServers,
            Http http,
            AdminClient admin,
            ThreadFactory threads,
            DemoScreen screen,
            Pace pace) {
        this.kafka = kafka;
        this.queryServers = List.copyOf(queryServers);
        this.http = http;
        this.admin = admin;
        this.threads = threads;
        this.screen = screen;
        this.pace = pace;
    }

    /** Runs it once; the stack must be empty. */
    public DemoReport run() {
        PlainEvaluation all = PlainEvaluation.of(true);
        PlainEvaluation people = PlainEvaluation.of(false);
        screen.loaded(load(), PARTITIONS);

        int before = deploy(BundledManifest.DEMO_FIRST, screen.firstVersion()).version();
        Served served = new Served(http, queryServers.getFirst());
        Answers first = served.answers();
        check(screen.published(first, Answers.published()), "the published answers");
        screen.leaders(served.ask("wikipedia/channels_by_minute/top?by=edits&windows=120&n=5"));

        AnswerJudge judge = new AnswerJudge(Map.of(before, all, before + 1, people), before + 1);
        long started;
        ReplayStatus replay;
        double seconds;
        LaterEdits later = new LaterEdits(kafka, TOPIC, PARTITIONS, pace.editsPerSecond, threads);
        double rate;
        try (later;
                var _ = QueryLoad.start(queryServers, questions(), judge, pace.clients, pace.queriesPerSecond)) {
            later.start();
            screen.underLoad(pace.clients, queryServers.size(), pace.queriesPerSecond, pace.editsPerSecond);
            pause(AROUND_THE_SWITCH);
            long asked = judge.counts().total();
            started = System.nanoTime();
            replay = deploy(BundledManifest.DEMO_SECOND, screen.secondVersion());
            seconds = (System.nanoTime() - started) / 1e9;
            pause(AROUND_THE_SWITCH);
            rate = (judge.counts().total() - asked) * 1e9 / (System.nanoTime() - started);
        }
        return conclude(served, judge, new Shown(before, first, people, replay, seconds, rate, later));
    }

    /** What the second half of the demo found. */
    private record Shown(
            int before,
            Answers first,
            PlainEvaluation people,
            ReplayStatus replay,
            double seconds,
            double rate,
            LaterEdits later) {}

    private DemoReport conclude(Served served, AnswerJudge judge, Shown shown) {
        Answers second = served.answers();
        screen.beforeAndAfter(shown.first, second);
        check(second.agreesWith(shown.people.answers()), "version 2 against a plain count of the same file");
        long expected = shown.later.writtenByPeople();
        boolean counted = await(() -> served.laterEdits() == expected);
        screen.arrivedMeanwhile(shown.later.written(), expected, served.laterEdits());
        check(counted, "every edit that arrived meanwhile, exactly once");

        AnswerJudge.Counts counts = judge.counts();
        screen.queries(counts, shown.rate, judge.examples());
        check(counts.isClean(), "no failed, mixed or out-of-order answer");
        check(shown.rate >= pace.requiredPerSecond, "at least " + pace.requiredPerSecond + " queries a second");
        return new DemoReport(
                held,
                shown.before,
                shown.replay.version(),
                counts,
                shown.replay.total(),
                Math.round(shown.seconds * 1000) / 1000.0,
                shown.first);
    }

    private long load() {
        TopicLoader.ensureTopic(kafka, TOPIC, PARTITIONS);
        KeyField user = new KeyField("user");
        AtomicLong events = new AtomicLong();
        try (TopicLoader loader = new TopicLoader(kafka, TOPIC)) {
            WikipediaEdits.forEach(edit -> {
                byte[] key = user.in(edit) instanceof KeyField.Found.Key(var bytes) ? bytes.orElse(null) : null;
                loader.send(key, edit);
                events.incrementAndGet();
            });
            loader.flush();
        }
        return events.get();
    }

    private ReplayStatus deploy(BundledManifest manifest, Replays.Listener progress) {
        return new Replays(admin).deploy(TOPIC, manifest.text(), true, progress);
    }

    /** As a dashboard asks: mostly live, every fourth time history. */
    private static List<Question> questions() {
        return List.of(
                new Question.Live("#en.wikipedia"),
                new Question.Leaders(5),
                new Question.OneChannel("#en.wikipedia"),
                new Question.Live("#ru.wikipedia"),
                new Question.Leaders(3),
                new Question.Live("#en.wikipedia"),
                new Question.Hours(),
                new Question.Leaders(5));
    }

    private void check(boolean holds, String what) {
        held &= holds;
        screen.verdict(holds, what);
    }

    private static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(Duration.ofMillis(200));
        }
        return true;
    }

    private static void pause(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        }
    }
}
