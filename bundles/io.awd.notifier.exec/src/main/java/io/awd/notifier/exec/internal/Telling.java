package io.awd.notifier.exec.internal;

import com.google.gson.stream.JsonWriter;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Step;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a program is told of an incident. */
final class Telling {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Telling() {
    }

    /** One line of JSON. */
    static byte[] json(Step step) throws IOException {
        Map<String, Object> data = step.incident().data();
        // the bytes of an alert, which has no id, are no script
        if (step.bytes().length > 0 && !step.incident().id().isEmpty()) {
            data.put("script_text", step.text());
        }
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            for (Map.Entry<String, Object> field : data.entrySet()) {
                json.name(field.getKey());
                if (field.getValue() instanceof Number number) {
                    json.value(number);
                } else {
                    json.value(String.valueOf(field.getValue()));
                }
            }
            json.endObject();
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** All of its environment. */
    static Map<String, String> environment(Incident incident) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", PATH);
        all.put("LANG", "C.UTF-8");
        all.put("HOME", Optional.ofNullable(System.getenv("HOME")).orElse("/"));
        incident.data().forEach((name, value) -> all.put("AWD_" + name.toUpperCase(Locale.ROOT),
                withoutNul(String.valueOf(value))));
        return all;
    }

    /** The system ends arguments and variables at a NUL, so none can hold one. */
    static String withoutNul(String text) {
        return text.replace('\0', '?');
    }
}
