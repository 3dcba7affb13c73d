package io.awd.notifier.qmp.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.awd.api.chardev.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One command for QMP, as a script's line says it.
 *
 * <pre>
 *   {"execute": "set_link", "arguments": {"name": "net0", "up": false}}
 *   set_link name=net0 up=false
 *   exec-oob yank instances=[{"type":"migration"}]
 *   hmp: drive_del replication0
 * </pre>
 *
 * @param name of the command
 * @param arguments may be empty
 * @param oob whether it is to overtake what is out already
 * @param human the line that human-monitor-command is to execute, if it is that
 */
record Command(String name, JsonObject arguments, boolean oob, Optional<String> human) {
    private static final Pattern OOB = Pattern.compile("exec-oob\\s+(.*)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final String HMP = "hmp:";
    private static final Set<String> MEMBERS = Set.of("execute", "exec-oob", "arguments", "id");

    static Command of(String name) {
        return new Command(name, new JsonObject(), false, Optional.empty());
    }

    static Command human(String line) {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("command-line", line);
        return new Command("human-monitor-command", arguments, false, Optional.of(line));
    }

    /** @throws Json.SyntaxException it cannot be read */
    static Command parse(byte[] bytes) throws Json.SyntaxException {
        if (bytes.length > Writer.LIMIT / 2) {
            throw new Json.SyntaxException("longer than " + Writer.LIMIT / 2 + " bytes");
        }
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().strip());
        } catch (CharacterCodingException e) {
            throw new Json.SyntaxException("not UTF-8");
        }
    }

    private static Command parse(String line) throws Json.SyntaxException {
        Matcher oob = OOB.matcher(line);
        if (oob.matches()) {
            Command inner = oob.group(1).startsWith(HMP) ? human("") : inner(oob.group(1));
            if (inner.human.isPresent()) {
                throw new Json.SyntaxException("the human monitor's commands cannot be executed out of band");
            }
            return new Command(inner.name, inner.arguments, true, Optional.empty());
        } else if (line.startsWith(HMP)) {
            String human = line.substring(HMP.length()).strip();
            if (human.isEmpty()) {
                throw new Json.SyntaxException("no command after '" + HMP + "'");
            } else if (human.chars().anyMatch(c -> c == '\n' || c == '\r')) {
                throw new Json.SyntaxException("human-monitor-command takes one line");
            }
            return human(human);
        }
        return inner(line);
    }

    private static Command inner(String line) throws Json.SyntaxException {
        if (line.isEmpty()) {
            throw new Json.SyntaxException("an empty line");
        }
        return line.startsWith("{") ? ofJson(line) : ofWords(line);
    }

    private static Command ofWords(String line) throws Json.SyntaxException {
        ShellLine words = ShellLine.of(line);
        if (!NAME.matcher(words.command()).matches()) {
            throw new Json.SyntaxException("'" + words.command() + "' is no command's name");
        }
        return new Command(words.command(), words.arguments(), false, Optional.empty());
    }

    private static Command ofJson(String line) throws Json.SyntaxException {
        JsonObject object;
        try {
            object = Json.read(line).getAsJsonObject();
        } catch (Json.SyntaxException e) {
            throw new Json.SyntaxException("not valid JSON: " + e.getMessage());
        }
        for (String member : object.keySet()) {
            if (!MEMBERS.contains(member)) {
                throw new Json.SyntaxException("member '" + member + "' is unexpected");
            }
        }
        if (object.has("execute") == object.has("exec-oob")) {
            throw new Json.SyntaxException("it needs either 'execute' or 'exec-oob'");
        }
        boolean oob = object.has("exec-oob");
        String name = Json.string(object, oob ? "exec-oob" : "execute").filter(text -> NAME.matcher(text).matches())
                .orElseThrow(() -> new Json.SyntaxException("the command's name is no name"));
        JsonElement arguments = Optional.ofNullable(object.get("arguments")).orElseGet(JsonObject::new);
        if (!arguments.isJsonObject()) {
            throw new Json.SyntaxException("'arguments' must be an object");
        }
        return new Command(name, arguments.getAsJsonObject(), oob, Optional.empty());
    }

    /** As it goes out, without a newline. */
    String json(String id) {
        JsonObject all = new JsonObject();
        all.addProperty(oob ? "exec-oob" : "execute", name);
        if (arguments.size() > 0) {
            all.add("arguments", arguments);
        }
        all.addProperty("id", id);
        return all.toString();
    }
}
