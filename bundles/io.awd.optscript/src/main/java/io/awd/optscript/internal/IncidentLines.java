package io.awd.optscript.internal;

import com.google.gson.JsonObject;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The lines of the file of incidents: its head, that a step begins and how it ended, that it was interrupted or resumed, and its end. */
final class IncidentLines {
    private IncidentLines() {
    }

    static Map<String, Object> head(IncidentRecord record) {
        Map<String, Object> line = new LinkedHashMap<>(record.incident.data());
        line.put("role", record.role);
        return line;
    }

    static Map<String, Object> begins(IncidentRecord record, IncidentRecord.StepRecord step, Instant begun) {
        Map<String, Object> line = line(record, step);
        line.put("begun", begun.toString());
        return line;
    }

    static Map<String, Object> ended(IncidentRecord record, IncidentRecord.StepRecord step, Outcome outcome) {
        Map<String, Object> line = line(record, step);
        line.put("outcome", IncidentRecord.word(outcome));
        line.put("detail", outcome.detail());
        line.put("latency_ms", step.latencyMillis);
        return line;
    }

    private static Map<String, Object> line(IncidentRecord record, IncidentRecord.StepRecord step) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("incident", record.incident.id());
        line.put("node", step.node);
        line.put("step", step.number);
        line.put("text", step.text);
        return line;
    }

    static Map<String, Object> interrupted(IncidentRecord record) {
        return Map.of("incident", record.incident.id(), "interrupted", Instant.now().toString());
    }

    static Map<String, Object> resumed(IncidentRecord record) {
        return Map.of("incident", record.incident.id(), "resumed", Instant.now().toString());
    }

    static Map<String, Object> end(IncidentRecord record, Instant ended) {
        return Map.of("incident", record.incident.id(), "ended", ended.toString());
    }

    /** What brings a file that knows nothing of it, or only a part, to where it is now. */
    static List<Map<String, Object>> all(IncidentRecord record) {
        List<Map<String, Object>> lines = new ArrayList<>(List.of(head(record)));
        for (IncidentRecord.StepRecord step : record.steps()) {
            step.begun.ifPresent(begun -> lines.add(begins(record, step, begun)));
            step.outcome.ifPresent(outcome -> lines.add(ended(record, step, outcome)));
        }
        if (record.interrupted) {
            lines.add(interrupted(record));
        }
        record.ended.ifPresent(ended -> lines.add(end(record, ended)));
        return lines;
    }

    // ---- read

    /** Whose line it is. */
    static String incident(JsonObject line) {
        return text(line, "incident");
    }

    static boolean isHead(JsonObject line) {
        return line.has("id");
    }

    /** A head. */
    static IncidentRecord read(JsonObject line) {
        return new IncidentRecord(new Incident(incident(line), text(line, "id"), text(line, "reason"), text(line, "text"), line.get("age_ms").getAsLong(),
                line.get("stalls").getAsLong(), Instant.parse(text(line, "time")), text(line, "host"), text(line, "script"), text(line, "digest")),
                text(line, "role"));
    }

    /** Any other line. */
    static void read(JsonObject line, IncidentRecord record) {
        if (line.has("node")) {
            IncidentRecord.StepRecord step = record.step(text(line, "node"), line.get("step").getAsInt());
            step.text = text(line, "text");
            if (line.has("begun")) {
                step.begun = Optional.of(Instant.parse(text(line, "begun")));
                step.outcome = Optional.empty();
            } else {
                step.outcome = Optional.of(new Outcome(Outcome.Result.valueOf(text(line, "outcome").toUpperCase(Locale.ROOT)), text(line, "detail")));
                step.latencyMillis = line.get("latency_ms").getAsLong();
            }
        } else if (line.has("ended")) {
            record.ended = Optional.of(Instant.parse(text(line, "ended")));
        } else if (line.has("interrupted")) {
            record.interrupted = true;
        } else if (line.has("resumed")) {
            record.interrupted = false;
        }
    }

    private static String text(JsonObject line, String name) {
        return line.get(name).getAsString();
    }
}
