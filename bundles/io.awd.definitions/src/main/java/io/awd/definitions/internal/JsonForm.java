package io.awd.definitions.internal;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.awd.api.object.AwdException;
import io.awd.api.object.OptionString;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON form of {@code -object}, flattened to what the comma syntax says: {@code "awd-node":["a","b"]} is
 * {@code awd_node.0=a,awd_node.1=b}, {@code true} is {@code on}, a number is its text.
 */
final class JsonForm {
    private static final Pattern COLUMN = Pattern.compile("at line \\d+ column (\\d+)");
    private final Map<String, String> values = new LinkedHashMap<>();
    private final JsonReader json;

    private JsonForm(JsonReader json) {
        this.json = json;
    }

    /** @throws AwdException it is no JSON object, or a value cannot be a property's */
    static Map<String, String> read(String text) throws AwdException {
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.STRICT);
        JsonForm form = new JsonForm(json);
        try {
            form.object("");
            // refuses text behind the object
            json.peek();
        } catch (EOFException e) {
            throw new AwdException("JSON parse error, premature EOI", e);
        } catch (MalformedJsonException e) {
            Matcher column = COLUMN.matcher(String.valueOf(e.getMessage()));
            throw new AwdException("JSON parse error" + (column.find() ? " at column " + column.group(1) : ""), e);
        } catch (IOException e) {
            throw new AwdException("JSON parse error", e);
        }
        return form.values;
    }

    private void object(String prefix) throws IOException, AwdException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            String path = prefix + OptionString.canonical(name);
            if ((path.equals("qom_type") || path.equals("id")) && json.peek() != JsonToken.STRING) {
                throw wrongType(name);
            }
            value(path);
        }
        json.endObject();
    }

    private void array(String name) throws IOException, AwdException {
        json.beginArray();
        for (int i = 0; json.hasNext(); i++) {
            value(name + "." + i);
        }
        json.endArray();
    }

    private void value(String name) throws IOException, AwdException {
        switch (json.peek()) {
            case BEGIN_OBJECT -> object(name + ".");
            case BEGIN_ARRAY -> array(name);
            case STRING, NUMBER -> put(name, json.nextString());
            case BOOLEAN -> put(name, json.nextBoolean() ? "on" : "off");
            default -> throw wrongType(name);
        }
    }

    private void put(String name, String value) throws AwdException {
        if (values.putIfAbsent(name, value) != null) {
            throw new AwdException("JSON parse error, duplicate key '" + name + "'");
        }
    }

    private static AwdException wrongType(String name) {
        return new AwdException("Invalid parameter type for '" + name + "', expected: string");
    }
}
