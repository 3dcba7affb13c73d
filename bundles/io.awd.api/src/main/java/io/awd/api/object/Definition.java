package io.awd.api.object;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One chardev or object as somebody wrote it: still text, not yet checked against its type.
 *
 * @param kind chardev or object
 * @param type the chardev backend or the object's qom-type
 * @param id the identifier
 * @param properties all other properties in their written order, names with underscores
 * @param origin for error messages: the option as typed, or {@code FILE:LINE}; empty for interactive doors
 */
public record Definition(Kind kind, String type, String id, Map<String, String> properties, String origin) {
    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    public Definition {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /**
     * Reads {@code TYPE,id=ID,NAME=VALUE,…}, the comma syntax of {@code -object} and {@code object-add}.
     *
     * @throws AwdException no type, no id, a bad id
     */
    public static Definition object(String text) throws AwdException {
        return object(OptionString.parse(text, "qom_type"), "");
    }

    /** Makes an object's definition of options that have been read already; {@code qom_type} and {@code id} among them. */
    public static Definition object(OptionString options, String origin) throws AwdException {
        String type = options.get("qom_type").orElseThrow(() -> new AwdException("Parameter 'qom-type' is missing"));
        String id = options.get("id").orElseThrow(() -> new AwdException("Parameter 'id' is missing"));
        return new Definition(Kind.OBJECT, type, identifier(id), rest(options, "qom_type"), origin);
    }

    /**
     * Reads {@code BACKEND,id=ID,NAME=VALUE,…}, the comma syntax of {@code -chardev} and {@code chardev-add}.
     *
     * @throws AwdException no backend, no id, a bad id
     */
    public static Definition chardev(String text) throws AwdException {
        return chardev(OptionString.parse(text, "backend"), "");
    }

    /** Makes a chardev's definition of options that have been read already; {@code backend} and {@code id} among them. */
    public static Definition chardev(OptionString options, String origin) throws AwdException {
        String id = options.get("id").orElseThrow(() -> new AwdException("chardev: no id specified"));
        String backend = options.get("backend")
                .orElseThrow(() -> new AwdException("chardev: \"" + id + "\" missing backend"));
        return new Definition(Kind.CHARDEV, backend, identifier(id), rest(options, "backend"), origin);
    }

    private static Map<String, String> rest(OptionString options, String typeKey) {
        Map<String, String> rest = new LinkedHashMap<>(options.values());
        rest.remove(typeKey);
        rest.remove("id");
        return rest;
    }

    /**
     * Checks an identifier by QEMU's rule.
     *
     * @return the same text
     * @throws AwdException it is none
     */
    public static String identifier(String id) throws AwdException {
        if (!ID.matcher(id).matches()) {
            throw new AwdException("Parameter 'id' expects an identifier (not '" + id
                    + "'). Identifiers consist of letters, digits, '-', '.', '_', starting with a letter.");
        }
        return id;
    }

    /** The definition with one property more, or changed. */
    public Definition with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(properties);
        changed.put(OptionString.canonical(name), value);
        return new Definition(kind, type, id, changed, origin);
    }

    /** The values of a property that may be a list, {@code name=…} or {@code name.0=…,name.1=…}, by index. */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        Optional.ofNullable(properties.get(name)).ifPresent(values::add);
        for (int i = 0; properties.containsKey(name + "." + i); i++) {
            values.add(properties.get(name + "." + i));
        }
        return values;
    }
}
