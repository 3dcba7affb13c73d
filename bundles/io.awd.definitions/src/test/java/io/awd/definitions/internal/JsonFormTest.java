package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFormTest {
    @Test
    void isFlattenedToTheCommaForm() throws Exception {
        assertThat(JsonForm.read("""
                {"qom-type": "t", "id": "a", "awd-node": ["x", "y"], "n": 18446744073709551616, "f": 1.50, "yes": true, "no": false,
                 "deep": {"a-b": [{"c": 1}]}, "none": []}""")).isEqualTo(Map.ofEntries(
                Map.entry("qom_type", "t"), Map.entry("id", "a"), Map.entry("awd_node.0", "x"), Map.entry("awd_node.1", "y"),
                Map.entry("n", "18446744073709551616"), Map.entry("f", "1.50"), Map.entry("yes", "on"), Map.entry("no", "off"),
                Map.entry("deep.a_b.0.c", "1")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{ | JSON parse error, premature EOI",
        "{\"qom-type\":\"iothread\" | JSON parse error, premature EOI",
        "{} {} | JSON parse error at column 5",
        "{id:\"a\"} | JSON parse error at column 3",
        "{\"id\":'a'} | JSON parse error at column 8",
        "{\"a\":1,\"a\":2} | JSON parse error, duplicate key 'a'",
        "{\"a-b\":1,\"a_b\":2} | JSON parse error, duplicate key 'a_b'",
        "{\"qom-type\":3} | Invalid parameter type for 'qom-type', expected: string",
        "{\"id\":[\"a\"]} | Invalid parameter type for 'id', expected: string",
        "{\"x\":null} | Invalid parameter type for 'x', expected: string"})
    void whatIsWrongIsSaidInOneLine(String text, String message) {
        assertThatThrownBy(() -> JsonForm.read(text.strip())).hasMessage(message.strip());
    }
}
