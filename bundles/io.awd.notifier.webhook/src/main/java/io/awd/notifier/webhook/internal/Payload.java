package io.awd.notifier.webhook.internal;

import com.google.gson.stream.JsonWriter;
import io.awd.api.notifier.Step;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The JSON of a step: the incident's fields by their public names, and {@code script_text}. */
final class Payload {
    private Payload() {
    }

    static byte[] of(Step step) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            for (Map.Entry<String, Object> field : step.incident().data().entrySet()) {
                json.name(field.getKey());
                if (field.getValue() instanceof Number number) {
                    json.value(number);
                } else {
                    json.value(String.valueOf(field.getValue()));
                }
            }
            if (step.bytes().length > 0) {
                json.name("script_text").value(step.text());
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
