package io.awd.notifier.qmp.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON as it comes from a peer or from a script: nothing in it is taken for granted. */
final class Json {
    private static final Pattern COLUMN = Pattern.compile(" column (\\d+)");

    /** It is none. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    private Json() {
    }

    /** One value and nothing after it. */
    static JsonElement read(Reader text) throws SyntaxException {
        try {
            JsonReader reader = new JsonReader(text);
            reader.setStrictness(Strictness.STRICT);
            JsonElement value = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new SyntaxException("something follows its end");
            }
            return value;
        } catch (IOException | RuntimeException e) {
            throw new SyntaxException(place(e));
        }
    }

    private static String place(Exception e) {
        Matcher column = COLUMN.matcher(String.valueOf(e.getMessage()));
        return column.find() ? "a fault at column " + column.group(1) : "a fault at its end";
    }

    /** As {@link #read(Reader)}, with strings in single quotes too, as QEMU takes them. */
    static JsonElement read(String text) throws SyntaxException {
        return read(new StringReader(text.indexOf('\'') < 0 ? text : doubled(text)));
    }

    private static String doubled(String text) {
        StringBuilder all = new StringBuilder(text.length() + 16);
        char open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (open == 0) {
                open = c == '\'' || c == '"' ? c : 0;
                all.append(c == '\'' ? '"' : c);
            } else if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                all.append(next == '\'' ? "'" : "\\" + next);
            } else if (c == open) {
                open = 0;
                all.append('"');
            } else {
                all.append(c == '"' ? "\\\"" : String.valueOf(c));
            }
        }
        return all.toString();
    }

    static Optional<String> string(JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString() ? Optional.of(element.getAsString()) : Optional.empty();
    }

    static Optional<String> string(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name)).flatMap(Json::string);
    }

    /** A number or word as it is written; empty if it is neither. */
    static String plain(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name)).filter(JsonElement::isJsonPrimitive).map(JsonElement::getAsString).orElse("");
    }

    static boolean isTrue(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean())
                .map(JsonElement::getAsBoolean).orElse(false);
    }

    /** An empty one if there is none. */
    static JsonObject object(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name)).filter(JsonElement::isJsonObject).map(JsonElement::getAsJsonObject).orElseGet(JsonObject::new);
    }

    /** An empty one if there is none. */
    static JsonArray array(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name)).filter(JsonElement::isJsonArray).map(JsonElement::getAsJsonArray).orElseGet(JsonArray::new);
    }
}
