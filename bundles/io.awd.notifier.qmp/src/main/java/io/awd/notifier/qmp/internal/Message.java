package io.awd.notifier.qmp.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What QEMU says. */
sealed interface Message {
    /** The first thing on a connection. */
    record Greeting(String version, boolean oob) implements Message {
    }

    /** To one of the commands, or to none that can be told. */
    record Reply(Optional<String> id, Answer answer) implements Message {
    }

    /** Comes at any time. */
    record Event(String name) implements Message {
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
            return new Event(Json.string(object, "event").orElse(""));
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
