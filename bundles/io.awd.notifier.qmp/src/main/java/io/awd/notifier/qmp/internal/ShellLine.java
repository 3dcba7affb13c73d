package io.awd.notifier.qmp.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A command as QEMU's qmp-shell takes it: {@code COMMAND KEY=VALUE …}. Dots in a key make objects in objects. A value is a number, true or false, JSON
 * when it begins with a bracket, else a string. Unlike there, a value in quotes loses them and is a string, whatever is in it, and blanks within brackets
 * do not end a value.
 *
 * @param command the first word
 * @param arguments the others
 */
record ShellLine(String command, JsonObject arguments) {
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,30}");
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final int MOST_DIGITS = 40;

    static ShellLine of(String line) throws Json.SyntaxException {
        List<String> words = words(line);
        JsonObject arguments = new JsonObject();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new Json.SyntaxException("expected KEY=VALUE, not '" + word + "'");
            }
            set(arguments, word.substring(0, equals), value(word.substring(0, equals), word.substring(equals + 1)));
        }
        return new ShellLine(words.get(0), arguments);
    }

    private static List<String> words(String line) throws Json.SyntaxException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        int depth = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                word.append(c);
                if (c == '\\' && i + 1 < line.length()) {
                    word.append(line.charAt(++i));
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (Character.isWhitespace(c) && depth <= 0) {
                end(words, word);
            } else {
                word.append(c);
                quote = c == '"' || c == '\'' ? c : 0;
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            }
        }
        if (quote != 0) {
            throw new Json.SyntaxException("a quote is not closed");
        } else if (depth > 0) {
            throw new Json.SyntaxException("a bracket is not closed");
        }
        end(words, word);
        return words;
    }

    private static void end(List<String> words, StringBuilder word) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static JsonElement value(String key, String text) throws Json.SyntaxException {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return new JsonPrimitive(Boolean.parseBoolean(text));
        } else if (INTEGER.matcher(text).matches()) {
            return new JsonPrimitive(new BigInteger(text));
        } else if (text.length() <= MOST_DIGITS && NUMBER.matcher(text).matches() || text.startsWith("{") || text.startsWith("[")
                || quoted(text, '"') || quoted(text, '\'')) {
            try {
                return Json.read(text);
            } catch (Json.SyntaxException e) {
                throw new Json.SyntaxException("the value of '" + key + "' is not valid JSON: " + e.getMessage());
            }
        }
        return new JsonPrimitive(text);
    }

    private static boolean quoted(String text, char quote) {
        if (text.length() < 2 || text.charAt(0) != quote) {
            return false;
        }
        int i = 1;
        while (i < text.length() && text.charAt(i) != quote) {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i == text.length() - 1;
    }

    private static void set(JsonObject root, String key, JsonElement value) throws Json.SyntaxException {
        JsonObject parent = root;
        String[] path = key.split("\\.", -1);
        for (int i = 0; i < path.length; i++) {
            if (path[i].isEmpty()) {
                throw new Json.SyntaxException("'" + key + "' is no key");
            }
            Optional<JsonElement> there = Optional.ofNullable(parent.get(path[i]));
            if (i == path.length - 1) {
                if (there.isPresent()) {
                    throw new Json.SyntaxException("'" + key + "' is set twice");
                }
                parent.add(path[i], value);
            } else if (there.filter(element -> !element.isJsonObject()).isPresent()) {
                throw new Json.SyntaxException("'" + key + "' has a value in its way");
            } else {
                JsonObject child = there.map(JsonElement::getAsJsonObject).orElseGet(JsonObject::new);
                parent.add(path[i], child);
                parent = child;
            }
        }
    }
}
