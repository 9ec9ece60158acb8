package dev.switchback.migrations;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The SQL files of this build, and those of them that builds in use have applied ({@code published.txt}). */
final class PublishedMigrations {
    private PublishedMigrations() {}

    /** SHA-256 by file, such as {@code postgres/V202611200900__create_catalog.sql}. */
    static Map<String, String> published() throws IOException {
        Map<String, String> sums = new TreeMap<>();
        try (InputStream list =
                Objects.requireNonNull(PublishedMigrations.class.getResourceAsStream("published.txt"))) {
            new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(" +", 2))
                    .forEach(parts -> sums.put(parts[1], parts[0]));
        }
        return sums;
    }

    /** The text of every file of this build. */
    static Map<String, String> files() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (String store : new String[] {"clickhouse", "postgres"}) {
            URL folder = Objects.requireNonNull(Migrations.class.getResource(store));
            try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
                for (Path file : files.toList()) {
                    texts.put(store + "/" + file.getFileName(), Files.readString(file));
                }
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return texts;
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
