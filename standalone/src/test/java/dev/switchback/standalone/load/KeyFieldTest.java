package dev.switchback.standalone.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyFieldTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"user":"Ada"}                        | Ada
            {"user":"Żółw","x":[1,{"user":"no"}]} | Żółw
            {"x":{"user":"nested"},"user":7}      | 7
            {"user":null}                         | none
            {"user":{"name":"Ada"}}               | none
            {"other":"Ada"}                       | none
            {"user":"Ada"                         | broken
            {"user":"Ada"} {"user":"Bob"}         | broken
            ["user"]                              | broken
            rubbish                               | broken
            """)
    void findsTheKeyOrSaysWhatIsThere(String event, String expected) {
        assertEquals(expected, describe(new KeyField("user").in(event.getBytes(StandardCharsets.UTF_8))));
    }

    private static String describe(KeyField.Found found) {
        return switch (found) {
            case KeyField.Found.Key(var bytes) ->
                bytes.map(key -> new String(key, StandardCharsets.UTF_8)).orElse("none");
            case KeyField.Found.Broken() -> "broken";
        };
    }
}
