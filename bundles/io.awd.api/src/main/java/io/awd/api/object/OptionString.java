package io.awd.api.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * QEMU's comma syntax: {@code FIRST,name=value,flag,noflag}. A comma in a value is written twice. A name without a value is a
 * short-form boolean: {@code flag} is {@code flag=on}, {@code noflag} is {@code flag=off}. Dash and underscore in names are the same.
 * A name given twice keeps its last value, as in QEMU.
 */
public final class OptionString {
    private final Map<String, String> values;
    private final List<String> warnings;
    private final boolean help;

    private OptionString(Map<String, String> values, List<String> warnings, boolean help) {
        this.values = Collections.unmodifiableMap(values);
        this.warnings = List.copyOf(warnings);
        this.help = help;
    }

    /** Options that did not come as comma text. Names are made canonical. */
    public static OptionString of(Map<String, String> values) {
        Map<String, String> canonical = new LinkedHashMap<>();
        values.forEach((name, value) -> canonical.put(canonical(name), value));
        return new OptionString(canonical, List.of(), false);
    }

    /**
     * @param text the options
     * @param implied the name of the first value when it is given without one, {@code qom_type} for {@code -object}
     * @throws AwdException an empty name
     */
    public static OptionString parse(String text, String implied) throws AwdException {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>();
        boolean help = false;
        boolean first = true;
        for (String part : split(text)) {
            int equals = part.indexOf('=');
            if (part.isEmpty()) {
                first = false;
                continue;
            }
            if (equals == 0) {
                throw new AwdException("Invalid parameter ''");
            }
            if (equals > 0) {
                values.put(canonical(part.substring(0, equals)), part.substring(equals + 1));
            } else if (part.equals("help") || part.equals("?")) {
                help = true;
            } else if (first) {
                values.put(implied, part);
            } else {
                shortForm(part, values, warnings);
            }
            first = false;
        }
        return new OptionString(values, warnings, help);
    }

    private static void shortForm(String part, Map<String, String> values, List<String> warnings) {
        boolean off = part.startsWith("no") && part.length() > 2;
        String name = off ? part.substring(2) : part;
        String value = off ? "off" : "on";
        values.put(canonical(name), value);
        warnings.add("short-form boolean option '" + part + "' deprecated");
        warnings.add("Please use " + name + "=" + value + " instead");
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ',') {
                part.append(c);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == ',') {
                part.append(',');
                i++;
            } else {
                parts.add(part.toString());
                part.setLength(0);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    /** The one spelling of a name inside AWD: with underscores. */
    public static String canonical(String name) {
        return name.replace('-', '_');
    }

    /** All names and values in written order. */
    public Map<String, String> values() {
        return values;
    }

    /** One value. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Whether {@code help} or {@code ?} was among them. */
    public boolean help() {
        return help;
    }

    /** QEMU's two lines for each short-form boolean: what is deprecated, and what to write instead. */
    public List<String> warnings() {
        return warnings;
    }
}
