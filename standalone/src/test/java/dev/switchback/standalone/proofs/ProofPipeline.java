package dev.switchback.standalone.proofs;

import dev.switchback.embedded.testing.TestEngines;
import dev.switchback.views.Slot;
import dev.switchback.views.VersionId;
import dev.switchback.views.clickhouse.ClickHouseHistoryStore;
import dev.switchback.views.functions.FunctionJar;
import dev.switchback.views.functions.FunctionLoader;
import dev.switchback.views.ledger.LedgerEntry;
import dev.switchback.views.manifest.Fingerprint;
import dev.switchback.views.manifest.Manifest;
import dev.switchback.views.manifest.ManifestException;
import dev.switchback.views.manifest.ManifestReader;
import dev.switchback.views.plan.PipelinePlan;
import dev.switchback.views.postgres.PostgresJarStore;
import dev.switchback.views.postgres.PostgresSessionProgress;
import dev.switchback.views.postgres.PostgresSinkLedger;
import dev.switchback.views.postgres.PostgresVersionCatalog;
import dev.switchback.views.session.SessionLedger;
import dev.switchback.views.sql.Planner;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A version that is registered and provisioned as the controller would, and asked by pinning it. */
final class ProofPipeline {
    /** The most that a live query answers of: older ones are in the history alone. */
    static final int LIVE_WINDOWS = 2_000;

    static final PostgresSinkLedger LEDGER = new PostgresSinkLedger(ProofStores.POSTGRES);

    private static final SessionLedger SESSIONS =
            new SessionLedger(LEDGER, new PostgresSessionProgress(ProofStores.POSTGRES));
    private static final FunctionJar SAMPLE = SampleJar.read();

    final VersionId version;
    final PipelinePlan plan;
    final int shards;

    private ProofPipeline(VersionId version, PipelinePlan plan, int shards) {
        this.version = version;
        this.plan = plan;
        this.shards = shards;
    }

    /** @param manifest with NAME where the pipeline's and the topic's name goes */
    static ProofPipeline create(String prefix, int partitions, int shards, String manifest) {
        return named(TestEngines.uniqueName(prefix), partitions, shards, manifest);
    }

    /** One more version of a pipeline where the manifest differs; all versions read the one topic. */
    static ProofPipeline named(String name, int partitions, int shards, String manifest) {
        String yaml = manifest.replace("NAME", name);
        try {
            Manifest read = new ManifestReader().read(yaml);
            Map<String, FunctionJar> jars = read.functions().isEmpty() ? Map.of() : Map.of(SAMPLE.name(), SAMPLE);
            Map<String, String> hashes = new HashMap<>();
            jars.forEach((file, jar) -> {
                new PostgresJarStore(ProofStores.POSTGRES).put(name, jar);
                hashes.put(file, jar.sha256());
            });
            PipelinePlan plan = new Planner().plan(read, FunctionLoader.load(read, jars));
            PostgresVersionCatalog catalog = new PostgresVersionCatalog(ProofStores.POSTGRES);
            VersionId version = catalog.register(name, yaml, Fingerprint.of(read, hashes), shards, hashes)
                    .version()
                    .id();
            new ClickHouseHistoryStore(ProofStores.CLICKHOUSE).provision(version, plan);
            LEDGER.create(
                    version,
                    IntStream.range(0, partitions).boxed().collect(Collectors.toMap(p -> p, p -> 0L)),
                    plan.views().size());
            catalog.moveSlot(version, Slot.REGISTERED, Slot.SHADOW);
            return new ProofPipeline(version, plan, shards);
        } catch (ManifestException e) {
            throw new AssertionError(e.getMessage() + "\n" + yaml, e);
        }
    }

    Map<Integer, LedgerEntry> ledger() {
        return LEDGER.read(version);
    }

    /** The ledger as far as the tables of sessions have followed it too. */
    Map<Integer, LedgerEntry> held() {
        return plan.hasSessions() ? SESSIONS.read(version) : ledger();
    }

    /** Rows of all windows and keys. */
    Answer history(String view, String... parameters) {
        return Answer.ask("/v1/" + version.pipeline() + "/" + view, with(parameters));
    }

    /** Rows of the newest {@link #LIVE_WINDOWS} windows, all keys. */
    Answer live(String view) {
        return Answer.ask(
                "/v1/" + version.pipeline() + "/" + view + "/live", with("windows", String.valueOf(LIVE_WINDOWS)));
    }

    private String[] with(String... parameters) {
        String[] all = new String[parameters.length + 4];
        System.arraycopy(parameters, 0, all, 4, parameters.length);
        all[0] = "version";
        all[1] = String.valueOf(version.number());
        all[2] = "limit";
        all[3] = "100000";
        return all;
    }

    /** Takes the tables away again: the engine keeps every one of them in memory. */
    void drop() {
        new ClickHouseHistoryStore(ProofStores.CLICKHOUSE).drop(version, plan);
    }
}
