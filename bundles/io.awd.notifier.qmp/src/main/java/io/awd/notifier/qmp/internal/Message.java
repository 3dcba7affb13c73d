package io.awd.notifier.qmp.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What QEMU says. */
sealed interface Message {
    /** The first thing on a connection. */
    record Greeting(String version, boolean oob) implements Message {
    }

    /** To one of the commands, or to none that can be told. */
    record Reply(Optional<String> id, Answer answer) implements Message {
    }

    /**
     * Comes at any time.
     *
     * @param data the strings, numbers and booleans of its data as text, cut, in their order; only of an event that is {@link #told}
     */
    record Event(String name, Map<String, String> data) implements Message {
        private static final Set<String> TOLD = Set.of("STOP", "RESUME", "RESET", "SHUTDOWN", "SUSPEND", "WAKEUP", "MIGRATION", "GUEST_PANICKED", "COLO_EXIT");
        /** That are kept of its data; QEMU's have three at most. */
        private static final int MOST = 32;

        static Event of(JsonObject object) {
            String name = Json.string(object, "event").orElse("");
            return new Event(name, TOLD.contains(name) ? scalars(Json.object(object, "data")) : Map.of());
        }

        private static Map<String, String> scalars(JsonObject data) {
            Map<String, String> kept = new LinkedHashMap<>();
            data.entrySet().stream().filter(member -> member.getValue().isJsonPrimitive()).limit(MOST)
                    .forEach(member -> kept.put(Tally.cut(member.getKey()), Tally.cut(member.getValue().getAsString())));
            return Collections.unmodifiableMap(kept);
        }

        /** Whether it is of interest to those who listen to the machine. */
        boolean told() {
            return TOLD.contains(name);
        }
    }

    /** Not QMP. */
    record Malformed(String why) implements Message {
    }

    /** Reads one message; never throws. */
    static Message parse(byte[] bytes) {
        try {
            JsonElement read = Json.read(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
            return read.isJsonObject() ? of(read.getAsJsonObject()) : new Malformed("not a JSON object");
        } catch (Json.SyntaxException e) {
            return new Malformed("not JSON: " + e.getMessage());
        }
    }

    private static Message of(JsonObject object) {
        if (object.has("event")) {
            return Event.of(object);
        } else if (object.has("return")) {
            JsonElement value = object.get("return");
            return new Reply(Json.string(object, "id"), new Answer.Returned(value, Tally.cut(value.toString())));
        } else if (object.has("error")) {
            JsonObject error = Json.object(object, "error");
            return new Reply(Json.string(object, "id"),
                    new Answer.Refused(Json.string(error, "class").orElse("GenericError"), Tally.cut(Json.string(error, "desc").orElse(""))));
        } else if (object.has("QMP")) {
            return greeting(Json.object(object, "QMP"));
        }
        return new Malformed("neither a greeting nor an answer nor an event");
    }

    private static Greeting greeting(JsonObject qmp) {
        JsonObject qemu = Json.object(Json.object(qmp, "version"), "qemu");
        String version = Json.plain(qemu, "major") + "." + Json.plain(qemu, "minor") + "." + Json.plain(qemu, "micro");
        boolean oob = Json.array(qmp, "capabilities").asList().stream().anyMatch(one -> Json.string(one).filter("oob"::equals).isPresent());
        return new Greeting(version.length() <= 50 ? version : "", oob);
    }
}
