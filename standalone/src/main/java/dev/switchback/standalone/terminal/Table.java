package dev.switchback.standalone.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A small table in plain text. Columns whose every cell is a number stand to the right. Not thread-safe. */
public final class Table {
    private static final int WIDEST = 48;

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        this.header = List.of(header);
    }

    /** Adds a row; whole numbers get thousands separators. As many cells as the header. */
    public Table row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + header.size() + " headings");
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cut(
                    switch (cell) {
                        case Integer number -> String.format(Locale.ROOT, "%,d", number);
                        case Long number -> String.format(Locale.ROOT, "%,d", number);
                        default -> cell.toString();
                    }));
        }
        rows.add(row);
        return this;
    }

    private static String cut(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }

    /** The lines of the table, each indented by two spaces. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(header));
        StringBuilder rule = new StringBuilder(" ");
        for (int column = 0; column < header.size(); column++) {
            rule.append(' ').append("─".repeat(width(column))).append(' ');
        }
        lines.add(rule.toString().stripTrailing());
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder(" ");
        for (int column = 0; column < cells.size(); column++) {
            String padding = " ".repeat(width(column) - cells.get(column).length());
            String cell = cells.get(column);
            line.append(' ')
                    .append(isNumeric(column) ? padding + cell : cell + padding)
                    .append(' ');
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = header.get(column).length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private boolean isNumeric(int column) {
        return rows.stream().allMatch(row -> row.get(column).matches("[-+]?[\\d,.]*%?"));
    }
}
