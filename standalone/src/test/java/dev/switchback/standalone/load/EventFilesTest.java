package dev.switchback.standalone.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.switchback.standalone.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class EventFilesTest {
    @Test
    void eachLineIsAnEventAndBlankOnesAreNone() throws IOException {
        assertEquals(
                List.of("{\"a\":1}", "not json", "{\"b\":2}"),
                read("{\"a\":1}\r\n\n  \nnot json\n{\"b\":2}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void gzipIsRecognised() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(List.of("one", "two"), read(compressed.toByteArray()));
    }

    @Test
    void aLineLongerThanTheBufferStaysWhole() throws IOException {
        String megabyte = "x".repeat(1 << 20);
        assertEquals(
                List.of("short", megabyte, "short"),
                read(("short\n" + megabyte + "\nshort\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void emptyInputHasNoEvents() throws IOException {
        assertEquals(List.of(), read(new byte[0]));
    }

    @Test
    void aMissingFileIsNamed() {
        UserException told = assertThrows(UserException.class, () -> EventFiles.read("no/such/file.json", event -> {}));
        assertTrue(String.valueOf(told.getMessage()).contains("no/such/file.json"));
    }

    private static List<String> read(byte[] content) throws IOException {
        List<String> events = new ArrayList<>();
        EventFiles.read(
                new ByteArrayInputStream(content), event -> events.add(new String(event, StandardCharsets.UTF_8)));
        return events;
    }
}
