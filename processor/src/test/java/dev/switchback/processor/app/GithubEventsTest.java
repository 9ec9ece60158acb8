package dev.switchback.processor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchback.views.ledger.Counts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** 800 real, deeply nested events; the oracle reads them as whole documents, by JSON pointers. */
class GithubEventsTest {
    private static final String FILE = "shared/data/github-events/2021-07-21-few-hours.json.gz";

    private static final String MANIFEST = """
            pipeline: NAME
            source:
              topic: NAME
              event_time: created_at
              out_of_orderness: PT5S
              columns:
                id: {type: BIGINT, format: text}
                created_at: {type: TIMESTAMP(3), format: iso8601}
                type: VARCHAR
                actor: {type: VARCHAR, path: actor.login}
                same_actor: {type: VARCHAR, path: '["actor"]["login"]'}
                org: {type: VARCHAR, path: org.login}
                repo: {type: VARCHAR, path: repo.name}
                commits: {type: INTEGER, path: payload.size}
                author: {type: VARCHAR, path: 'payload.commits[0].author.name'}
                third: {type: VARCHAR, path: 'payload.commits[2].message'}
                fork_owner: {type: VARCHAR, path: payload.forkee.owner.login}
                stars: {type: BIGINT, path: payload.pull_request.base.repo.stargazers_count}
                opened: {type: TIMESTAMP(3), path: payload.issue.created_at}
                labels: {type: VARCHAR, path: 'payload.issue.labels[0].name'}
            views:
              by_type:
                sql: |
                  SELECT window_start, type, COUNT(*) AS events, COUNT(DISTINCT actor) AS actors, COUNT(same_actor) AS same,
                    COUNT(org) AS in_orgs, SUM(commits) AS commits, MAX(id) AS newest, COUNT(third) AS thirds,
                    MAX(stars) AS stars, COUNT(opened) AS opened
                  FROM TABLE(TUMBLE(TABLE NAME, DESCRIPTOR(created_at), INTERVAL '1' HOUR))
                  GROUP BY window_start, type
                live: {retention: P1D, top: [events, newest]}
              by_author:
                sql: |
                  SELECT author, COUNT(*) AS pushes, SUM(commits) AS commits FROM NAME WHERE author IS NOT NULL GROUP BY author
              by_repo:
                sql: |
                  SELECT repo, COUNT(*) AS events, COUNT(fork_owner) AS forks, COUNT(labels) AS labelled FROM NAME GROUP BY repo
            """;

    @Test
    @DisplayName("Nested fields of real events: both stores equal an independent reading")
    void nestedFields() throws IOException {
        Path file = find();
        List<String> lines = lines(file);
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> events = lines.stream().map(mapper::readTree).toList();
        try (TestPipeline pipeline = TestPipeline.create("github", 2, 2, MANIFEST)) {
            pipeline.send(lines.stream()
                    .map(line -> new GeneratedEvent(
                            Math.floorMod(line.hashCode(), 2), line.getBytes(StandardCharsets.UTF_8), null))
                    .toList());
            try (VersionProcessor processor = pipeline.start("a")) {
                pipeline.awaitCaughtUp(processor);
            }
            Counts counts = pipeline.counts();
            assertEquals(List.of(800L, 0L), List.of(counts.kept(), counts.dead()));
            Map<String, List<String>> byType = byType(events);
            assertEquals(byType, HistoryContent.aggregated(pipeline, 0));
            assertEquals(byType, LiveContent.aggregated(pipeline, 0));
            assertEquals(
                    rows(
                            events.stream()
                                    .filter(e -> !e.at("/payload/commits/0/author/name")
                                            .isMissingNode()),
                            e -> e.at("/payload/commits/0/author/name").asString(),
                            group -> List.of(group.size(), sum(group, "/payload/size"))),
                    HistoryContent.aggregated(pipeline, 1));
            assertEquals(
                    rows(
                            events.stream(),
                            e -> e.at("/repo/name").asString(),
                            group -> List.of(
                                    group.size(),
                                    present(group, "/payload/forkee/owner/login"),
                                    present(group, "/payload/issue/labels/0/name"))),
                    HistoryContent.aggregated(pipeline, 2));
        }
    }

    private static Map<String, List<String>> byType(List<JsonNode> events) {
        return rows(
                events.stream(),
                e -> {
                    long hour = Instant.parse(e.at("/created_at").asString()).toEpochMilli() / 3_600_000;
                    return hour * 3_600_000 + "|" + e.at("/type").asString();
                },
                group -> List.of(
                        group.size(),
                        group.stream()
                                .map(e -> e.at("/actor/login").asString())
                                .distinct()
                                .count(),
                        present(group, "/actor/login"),
                        present(group, "/org/login"),
                        sum(group, "/payload/size"),
                        group.stream()
                                .map(e -> Long.valueOf(e.at("/id").asString()))
                                .max(Long::compare)
                                .orElseThrow(),
                        present(group, "/payload/commits/2/message"),
                        group.stream()
                                .map(e -> e.at("/payload/pull_request/base/repo/stargazers_count"))
                                .filter(JsonNode::isNumber)
                                .map(JsonNode::asLong)
                                .max(Long::compare)
                                .<Object>map(stars -> stars)
                                .orElse("NULL"),
                        present(group, "/payload/issue/created_at")));
    }

    private static Map<String, List<String>> rows(
            Stream<JsonNode> events, Function<JsonNode, String> key, Function<List<JsonNode>, List<Object>> measures) {
        Map<String, List<String>> rows = new TreeMap<>();
        events.collect(Collectors.groupingBy(key))
                .forEach((group, members) -> rows.put(
                        group,
                        measures.apply(members).stream()
                                .map(PlainEvaluation::text)
                                .toList()));
        return rows;
    }

    private static long present(List<JsonNode> events, String pointer) {
        return events.stream()
                .map(e -> e.at(pointer))
                .filter(node -> !node.isMissingNode() && !node.isNull())
                .count();
    }

    private static Object sum(List<JsonNode> events, String pointer) {
        return present(events, pointer) == 0
                ? "NULL"
                : events.stream()
                        .map(e -> e.at(pointer))
                        .filter(JsonNode::isNumber)
                        .mapToLong(JsonNode::asLong)
                        .sum();
    }

    private static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Beside the project, or above a work tree of it. */
    private static Path find() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.exists(at.resolve(FILE))) {
            at = at.getParent();
        }
        assumeTrue(at != null, FILE + " is not beside the project");
        return Objects.requireNonNull(at).resolve(FILE);
    }
}
