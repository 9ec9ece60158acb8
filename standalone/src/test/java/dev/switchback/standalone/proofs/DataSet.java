package dev.switchback.standalone.proofs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real events in the order of their file.
 *
 * @param bound how far behind the newest an event may come, as its manifest declares it; milliseconds
 */
record DataSet(List<Line> lines, long bound) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** @param time event time, epoch milliseconds */
    record Line(String json, long time) {}

    static DataSet read(Path file, String timeField, long bound) {
        List<Line> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode time = JSON.readTree(line).get(timeField);
                lines.add(new Line(line, Instant.parse(time.asString()).toEpochMilli()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DataSet(lines, bound);
    }

    List<String> inOrder() {
        return lines.stream().map(Line::json).toList();
    }

    /** In another order, in which no event comes further behind than the bound: whoever overtakes it is at most the bound younger. */
    List<String> shuffled(long seed) {
        return placed(lines.stream(), new Random(seed));
    }

    /** Every record twice, in another order within the bound. */
    List<String> doubled(long seed) {
        return placed(Stream.concat(lines.stream(), lines.stream()), new Random(seed));
    }

    private record Placed(String json, long place) {}

    private List<String> placed(Stream<Line> all, Random random) {
        return all.map(line -> new Placed(line.json(), line.time() + random.nextLong(bound + 1)))
                .sorted(Comparator.comparingLong(Placed::place))
                .map(Placed::json)
                .toList();
    }
}
