package io.awd.notifier.qmp.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a QEMU takes, as its query-qmp-schema says it. Immutable. */
final class Schema {
    static final String NO_OOB = "this QEMU takes no commands out of band";
    /** Their arguments are partly a device's or backend's own properties, of which some QEMUs' schema says nothing. */
    private static final Set<String> OPEN = Set.of("device_add", "object-add", "netdev_add");
    private static final Pattern INTEGER = Pattern.compile("-?\\d+");
    private static final int DEEPEST = 32;
    private final Map<String, JsonObject> entities = new HashMap<>();

    /** @param returned what query-qmp-schema returned; whatever of it is not as it should be counts as not there */
    Schema(JsonElement returned) {
        if (returned.isJsonArray()) {
            for (JsonElement each : returned.getAsJsonArray()) {
                if (each.isJsonObject()) {
                    JsonObject entity = each.getAsJsonObject();
                    Json.string(entity, "name").ifPresent(name -> entities.put(name, entity));
                }
            }
        }
    }

    /** What is wrong with a command; empty if it fits. */
    List<String> faults(Command command) {
        Optional<JsonObject> found = Optional.ofNullable(entities.get(command.name())).filter(entity -> is(entity, "command"));
        if (found.isEmpty()) {
            return List.of("command '" + command.name() + "' is not known to this QEMU");
        }
        List<String> faults = new ArrayList<>();
        if (command.oob() && !Json.isTrue(found.get(), "allow-oob")) {
            faults.add("command '" + command.name() + "' cannot be executed out of band");
        }
        Optional<JsonObject> type = Json.string(found.get(), "arg-type").map(entities::get);
        type.ifPresent(arguments -> new Check(command.name(), faults).members(arguments, command.arguments(), "", 0));
        return faults;
    }

    private static boolean is(JsonObject entity, String meta) {
        return Json.string(entity, "meta-type").filter(meta::equals).isPresent();
    }

    /** One command's arguments against their types. */
    private final class Check {
        private final String command;
        private final List<String> faults;

        Check(String command, List<String> faults) {
            this.command = command;
            this.faults = faults;
        }

        void members(JsonObject type, JsonObject given, String path, int depth) {
            Map<String, JsonObject> known = members(type);
            Optional<String> tag = Json.string(type, "tag");
            tag.flatMap(name -> Json.string(given, name)).ifPresent(value -> variant(type, value).ifPresent(variant -> known.putAll(members(variant))));
            for (Map.Entry<String, JsonElement> each : given.entrySet()) {
                String name = path + each.getKey();
                Optional<JsonObject> member = Optional.ofNullable(known.get(each.getKey()));
                if (member.isPresent()) {
                    Json.string(member.get(), "type").map(entities::get).ifPresent(wanted -> value(wanted, each.getValue(), name, depth + 1));
                } else if (tag.isPresent() || !path.isEmpty() || !OPEN.contains(command)) {
                    faults.add("argument '" + name + "' of '" + command + "' is not known");
                }
            }
            known.forEach((name, member) -> {
                if (!member.has("default") && !given.has(name)) {
                    faults.add("argument '" + path + name + "' is missing");
                }
            });
        }

        private Map<String, JsonObject> members(JsonObject type) {
            Map<String, JsonObject> known = new HashMap<>();
            for (JsonElement each : Json.array(type, "members")) {
                if (each.isJsonObject()) {
                    Json.string(each.getAsJsonObject(), "name").ifPresent(name -> known.put(name, each.getAsJsonObject()));
                }
            }
            return known;
        }

        private Optional<JsonObject> variant(JsonObject type, String value) {
            for (JsonElement each : Json.array(type, "variants")) {
                if (each.isJsonObject() && Json.string(each.getAsJsonObject(), "case").filter(value::equals).isPresent()) {
                    return Json.string(each.getAsJsonObject(), "type").map(entities::get);
                }
            }
            return Optional.empty();
        }

        private void value(JsonObject type, JsonElement given, String name, int depth) {
            if (depth > DEEPEST) {
                return;
            }
            switch (Json.string(type, "meta-type").orElse("")) {
                case "builtin" -> simple(Json.string(type, "json-type").orElse("value"), given, name);
                case "enum" -> oneOf(type, given, name);
                case "object" -> {
                    if (isA("object", given, name)) {
                        members(type, given.getAsJsonObject(), name + ".", depth);
                    }
                }
                case "array" -> {
                    if (isA("array", given, name)) {
                        Optional<JsonObject> element = Json.string(type, "element-type").map(entities::get);
                        element.ifPresent(wanted -> given.getAsJsonArray().forEach(each -> value(wanted, each, name, depth + 1)));
                    }
                }
                case "alternate" -> alternate(type, given, name, depth);
                default -> { }
            }
        }

        private void oneOf(JsonObject type, JsonElement given, String name) {
            if (isA("string", given, name)) {
                boolean known = Json.array(type, "values").contains(given) || Json.array(type, "members").asList().stream()
                        .anyMatch(each -> each.isJsonObject() && given.equals(each.getAsJsonObject().get("name")));
                if (!known) {
                    faults.add("argument '" + name + "' of '" + command + "' does not accept value '" + given.getAsString() + "'");
                }
            }
        }

        /** Good when it fits one of them. */
        private void alternate(JsonObject type, JsonElement given, String name, int depth) {
            List<String> first = List.of();
            for (JsonElement each : Json.array(type, "members")) {
                Optional<JsonObject> wanted = each.isJsonObject() ? Json.string(each.getAsJsonObject(), "type").map(entities::get) : Optional.empty();
                List<String> here = new ArrayList<>();
                wanted.ifPresent(one -> new Check(command, here).value(one, given, name, depth + 1));
                if (wanted.isEmpty() || here.isEmpty()) {
                    return;
                }
                // that of an object says more than that it is none
                first = first.isEmpty() || given.isJsonObject() && wanted.filter(one -> is(one, "object")).isPresent() ? here : first;
            }
            faults.addAll(first);
        }

        private void simple(String wanted, JsonElement given, String name) {
            if (!wanted.equals("value")) {
                isA(wanted, given, name);
            }
        }

        private boolean isA(String wanted, JsonElement given, String name) {
            boolean right = kind(given).equals(wanted) || wanted.equals("number") && kind(given).equals("int");
            if (!right) {
                faults.add("argument '" + name + "' of '" + command + "' must be of type " + wanted + ", not " + kind(given));
            }
            return right;
        }

        private String kind(JsonElement given) {
            if (!given.isJsonPrimitive()) {
                return given.isJsonObject() ? "object" : given.isJsonArray() ? "array" : "null";
            }
            JsonPrimitive primitive = given.getAsJsonPrimitive();
            return primitive.isString() ? "string" : primitive.isBoolean() ? "boolean"
                    : INTEGER.matcher(primitive.getAsString()).matches() ? "int" : "number";
        }
    }
}
