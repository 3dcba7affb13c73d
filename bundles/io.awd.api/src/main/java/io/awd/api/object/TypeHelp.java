package io.awd.api.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code -object help} and {@code object-add TYPE,help} show, made from the types' descriptions. Lines are separated by \n, none at the end. */
public final class TypeHelp {
    private TypeHelp() {
    }

    /** The types of one kind, sorted by name. */
    public static String types(Kind kind, List<TypeDescription> types) {
        List<TypeDescription> shown = types.stream().filter(type -> type.kind() == kind)
                .sorted(Comparator.comparing(TypeDescription::name)).toList();
        int width = shown.stream().mapToInt(type -> type.name().length()).max().orElse(0);
        String head = kind == Kind.CHARDEV ? "Available chardev backend types:" : "List of user creatable objects:";
        return head + shown.stream().map(type -> line(type.name(), type.text(), width)).collect(Collectors.joining());
    }

    /** What one type takes, in the order in which the type describes it. */
    public static String options(TypeDescription type) {
        int width = type.properties().stream().mapToInt(property -> assignment(property).length()).filter(length -> length <= 40).max().orElse(0);
        return type.name() + " options:" + type.properties().stream()
                .map(property -> line(assignment(property), property.text() + remarks(property), width)).collect(Collectors.joining());
    }

    private static String line(String name, String text, int width) {
        String left = name + " ".repeat(Math.max(0, width - name.length()));
        return "\n" + ("  " + left + (text.isEmpty() ? "" : " - " + text)).stripTrailing();
    }

    private static String assignment(PropertyDescription property) {
        return property.name() + "=<" + property.type() + ">";
    }

    private static String remarks(PropertyDescription property) {
        List<String> remarks = new ArrayList<>();
        property.defaultValue().ifPresent(value -> remarks.add("default: " + value));
        if (!property.unit().isEmpty()) {
            remarks.add(property.unit());
        }
        if (property.list()) {
            remarks.add("several as " + property.name() + ".0=, " + property.name() + ".1=");
        }
        if (property.required()) {
            remarks.add("required");
        }
        if (property.settable()) {
            remarks.add("run time settable");
        }
        return remarks.isEmpty() ? "" : " (" + String.join("; ", remarks) + ")";
    }
}
