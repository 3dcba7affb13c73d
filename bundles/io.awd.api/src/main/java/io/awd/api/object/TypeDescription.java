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
 */
public record TypeDescription(Kind kind, String name, String text, List<PropertyDescription> properties,
        List<PropertyDescription> attributes) {

    /** @throws IllegalArgumentException a record component without its annotation: a fault in the bundle */
    public static TypeDescription of(ObjectType<?> type) {
        return new TypeDescription(type.kind(), type.name(), type.text(),
                Arrays.stream(type.properties().getRecordComponents()).map(PropertyDescription::of).toList(),
                Arrays.stream(type.status().getRecordComponents()).map(PropertyDescription::ofAttribute).toList());
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
