package dev.switchback.standalone.image;

import dev.switchback.standalone.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The CycloneDX bill of materials of the whole program, and its report of licences, cut down to the jars of one image. A jar is found by its
 * SHA-256, so what the bill says is what lies in the image.
 */
final class BillOfMaterials {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ObjectNode whole;
    private final Map<String, String> referenceByHash = new HashMap<>();
    private final List<String> licences;

    private BillOfMaterials(ObjectNode whole, List<String> licences) {
        this.whole = whole;
        this.licences = licences;
        for (JsonNode component : whole.path("components")) {
            for (JsonNode hash : component.path("hashes")) {
                if (hash.path("alg").asString().equals("SHA-256")) {
                    referenceByHash.put(
                            hash.path("content").asString(),
                            component.path("bom-ref").asString());
                }
            }
        }
    }

    /** @param target folder of the build that has written both */
    static BillOfMaterials read(Path target) {
        try {
            return new BillOfMaterials(
                    (ObjectNode) JSON.readTree(Files.readString(target.resolve("bom.json"))),
                    Files.readAllLines(target.resolve("licences.txt")));
        } catch (IOException e) {
            throw new UserException(
                    "The bill of materials or the report of licences cannot be read from " + target + ": "
                            + e.getMessage() + ".",
                    e);
        }
    }

    /**
     * The components of these jars, as JSON.
     *
     * @param jars of libraries and modules; a module is found by its name
     * @throws UserException where a jar of a library is not in the bill: it is of another build
     */
    String of(Image image, List<ClassPath.Entry> jars) throws IOException {
        Set<String> references = references(jars);
        ObjectNode bill = whole.deepCopy();
        ObjectNode subject = (ObjectNode) bill.path("metadata").path("component");
        subject.put("name", "switchback/" + image.word());
        subject.put("type", "container");
        keep(bill.withArray("components"), "bom-ref", references);
        references.add(subject.path("bom-ref").asString());
        keep(bill.withArray("dependencies"), "ref", references);
        for (JsonNode dependency : bill.withArray("dependencies")) {
            if (dependency.path("dependsOn") instanceof ArrayNode list) {
                keepTexts(list, references);
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(bill) + "\n";
    }

    /** The licences of these jars, a line each, sorted by library. */
    String licences(List<ClassPath.Entry> jars) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        for (String reference : references(jars)) {
            String[] parts = reference
                    .replaceFirst("^pkg:maven/", "")
                    .replaceFirst("\\?.*", "")
                    .split("[/@]", -1);
            String coordinates = String.join(":", parts);
            if (!parts[0].equals("dev.switchback")) {
                lines.put(coordinates, line(coordinates));
            }
        }
        return String.join("\n", lines.values()) + "\n";
    }

    private String line(String coordinates) {
        return licences.stream()
                .filter(line -> line.contains("(" + coordinates + " "))
                .map(String::strip)
                .findFirst()
                .orElseThrow(() -> new UserException("The report of licences does not name " + coordinates + "."));
    }

    private Set<String> references(List<ClassPath.Entry> jars) throws IOException {
        Set<String> references = new HashSet<>();
        for (ClassPath.Entry entry : jars) {
            String reference = referenceByHash.get(sha256(entry.jar()));
            if (reference != null) {
                references.add(reference);
            } else if (!entry.ours()) {
                throw new UserException("The bill of materials does not know " + entry.jar() + ": build again.");
            }
        }
        return references;
    }

    private static void keep(ArrayNode list, String field, Set<String> kept) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (!kept.contains(list.get(i).path(field).asString())) {
                list.remove(i);
            }
        }
    }

    private static void keepTexts(ArrayNode list, Set<String> kept) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (!kept.contains(list.get(i).asString())) {
                list.remove(i);
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
