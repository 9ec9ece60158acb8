package dev.switchback.standalone.rehearsal;

import dev.switchback.standalone.BundledManifest;
import dev.switchback.standalone.client.AdminClient;
import dev.switchback.standalone.client.Http;
import dev.switchback.standalone.client.Replays;
import dev.switchback.standalone.load.GeneratedEdits;
import dev.switchback.standalone.load.TopicLoader;
import java.net.URI;
import java.util.List;

/**
 * What a stack does in its usual life, in some seconds: two versions are built from made-up edits, the second beside the first while it
 * answers, and questions of each kind are asked. What is loaded and often run meanwhile is what the archives hold. Nothing is checked.
 */
public final class Rehearsal {
    private static final String PIPELINE = "wikipedia";
    private static final int PARTITIONS = 4;
    private static final int EDITS = 100_000;
    private static final long SEED = 1;
    private static final int ROUNDS = 40;
    private static final List<String> QUESTIONS = List.of(
            "channels_by_minute/live?windows=5&channel=%23c1.wikipedia",
            "channels_by_minute/top?by=edits&windows=5&n=5", "channels?order_by=-added&limit=5", "hourly?step=PT6H");

    private final String kafka;
    private final AdminClient admin;
    private final Http http;
    private final URI queryServer;

    /** @param admin of an empty stack */
    public Rehearsal(String kafka, AdminClient admin, Http http, URI queryServer) {
        this.kafka = kafka;
        this.admin = admin;
        this.http = http;
        this.queryServer = queryServer;
    }

    /** Runs it once. */
    public void run() {
        TopicLoader.ensureTopic(kafka, PIPELINE, PARTITIONS);
        try (TopicLoader loader = new TopicLoader(kafka, PIPELINE)) {
            new GeneratedEdits(SEED).forEach(EDITS, loader::send);
            loader.flush();
        }
        deploy(BundledManifest.DEMO_FIRST);
        ask();
        deploy(BundledManifest.DEMO_SECOND);
        ask();
    }

    private void deploy(BundledManifest manifest) {
        new Replays(admin).deploy(PIPELINE, manifest.text(), true, new Replays.Listener() {});
        admin.pipeline(PIPELINE);
    }

    private void ask() {
        for (int round = 0; round < ROUNDS; round++) {
            for (String question : QUESTIONS) {
                http.get(URI.create(queryServer + "/v1/" + PIPELINE + "/" + question));
            }
        }
    }
}
