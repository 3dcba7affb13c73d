package io.awd.api.object;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a type takes and reports. Made from the records' annotations only.
 *
 * @param kind what it makes
 * @param name the qom-type or chardev backend
 * @param text one sentence
 * @param properties what a definition sets
 * @param attributes what an instance reports besides
 * @param record the class of its properties
 */
public record TypeDescription(Kind kind, String name, String text, List<PropertyDescription> properties,
        List<PropertyDescription> attributes, Class<? extends Record> record) {

    /**
     * Reads the annotations of a type's two records.
     *
     * @param kind the name space of its instances
     * @param name the qom-type or chardev backend, as written in a definition
     * @param text one sentence for {@code -object help} and {@code -chardev help}
     * @param properties the record of its properties, every component with {@link Property}
     * @param status the record of what an instance reports, every component with {@link Attribute}
     * @throws IllegalArgumentException a component without its annotation: a fault in the bundle
     */
    public static TypeDescription of(Kind kind, String name, String text, Class<? extends Record> properties, Class<? extends Record> status) {
        return new TypeDescription(kind, name, text, Arrays.stream(properties.getRecordComponents()).map(PropertyDescription::of).toList(),
                Arrays.stream(status.getRecordComponents()).map(PropertyDescription::ofAttribute).toList(), properties);
    }

    /** The property of that name; dash and underscore are the same. */
    public Optional<PropertyDescription> property(String name) {
        String wanted = OptionString.canonical(name);
        return properties.stream().filter(p -> p.name().equals(wanted)).findFirst();
    }

    /** The attribute of that name; dash and underscore are the same. */
    public Optional<PropertyDescription> attribute(String name) {
        String wanted = OptionString.canonical(name);
        return attributes.stream().filter(p -> p.name().equals(wanted)).findFirst();
    }
}
