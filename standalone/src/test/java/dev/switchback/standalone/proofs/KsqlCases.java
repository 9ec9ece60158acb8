package dev.switchback.standalone.proofs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All of ksqlDB's query tests beside the project, with their dispositions. */
final class KsqlCases {
    private static final String LIST = "/proofs/ksqldb-qtt.tsv";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private KsqlCases() {}

    /** Title → fields of the list of dispositions. */
    static Map<String, List<String>> dispositions() {
        try (InputStream list = Objects.requireNonNull(KsqlCases.class.getResourceAsStream(LIST))) {
            Map<String, List<String>> dispositions = new LinkedHashMap<>();
            new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.asList(line.split("\t")))
                    .forEach(fields -> dispositions.put(
                            fields.get(0) + ": " + fields.get(1), List.copyOf(fields.subList(2, fields.size()))));
            return dispositions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cases of a folder. One that the list does not name has the disposition {@code missing}. */
    static List<KsqlCase> in(Path folder) {
        Map<String, List<String>> dispositions = dispositions();
        List<KsqlCase> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                String text = Files.readString(file)
                        .lines()
                        .filter(line -> !line.strip().startsWith("//"))
                        .collect(Collectors.joining("\n"));
                for (JsonNode test : JSON.readTree(text).get("tests")) {
                    String name = test.get("name").asString();
                    List<String> fields =
                            dispositions.getOrDefault(file.getFileName() + ": " + name, List.of("missing"));
                    cases.add(new KsqlCase(
                            cases.size(),
                            String.valueOf(file.getFileName()),
                            name,
                            fields.getFirst(),
                            test,
                            fields.subList(1, fields.size())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }
}
