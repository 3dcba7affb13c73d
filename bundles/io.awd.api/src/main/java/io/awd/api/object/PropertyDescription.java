package io.awd.api.object;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of one property or attribute, read off its annotation.
 *
 * @param name with underscores
 * @param text one sentence
 * @param type as QEMU's help names it: {@code string}, {@code bool}, {@code uint32}, {@code int}, {@code link<iothread>}, or the values of an enum
 * @param defaultValue in QEMU's spelling
 * @param required whether a definition without it is refused
 * @param min smallest number
 * @param max largest number
 * @param unit of a number, or empty
 * @param settable at run time
 * @param secret kept out of every output
 * @param values the words of an enum, or empty
 * @param javaType the type of one value
 * @param list whether several values are taken
 * @param optional whether the record wants an Optional
 * @param link the interface of what the value names
 * @param part the type of the part behind the link, or empty
 * @param partAlways whether the part is made even without a value
 * @param words whether one text may hold several values of the list, separated by commas
 */
public record PropertyDescription(String name, String text, String type, Optional<String> defaultValue, boolean required, long min,
        long max, String unit, boolean settable, boolean secret, List<String> values, Class<?> javaType, boolean list, boolean optional,
        Optional<Class<?>> link, String part, boolean partAlways, boolean words) {
    /** The largest uint32. */
    public static final long UINT32_MAX = 4_294_967_295L;

    static PropertyDescription of(RecordComponent component) {
        Property property = component.getAnnotation(Property.class);
        if (property == null) {
            throw new IllegalArgumentException(component + " has no @Property");
        }
        Class<?> type = valueType(component);
        Optional<Class<?>> link = property.link() == void.class ? Optional.empty() : Optional.of(property.link());
        return new PropertyDescription(property.name().isEmpty() ? name(component) : property.name(), property.text(), word(type, link, property.max()),
                property.defaultValue().isEmpty() ? Optional.empty() : Optional.of(property.defaultValue()), property.required(),
                property.min(), property.max(), property.unit(), property.settable(), property.secret(), words(type), type,
                component.getType() == List.class, component.getType() == Optional.class, link, property.part(), property.partAlways(),
                property.words() || link.isPresent());
    }

    static PropertyDescription ofAttribute(RecordComponent component) {
        Attribute attribute = component.getAnnotation(Attribute.class);
        if (attribute == null) {
            throw new IllegalArgumentException(component + " has no @Attribute");
        }
        Class<?> type = valueType(component);
        return new PropertyDescription(name(component), attribute.text(), word(type, Optional.empty(), Long.MAX_VALUE), Optional.empty(),
                false, Long.MIN_VALUE, Long.MAX_VALUE, attribute.unit(), false, false, words(type), type,
                component.getType() == List.class, component.getType() == Optional.class, Optional.empty(), "", false, false);
    }

    private static Class<?> valueType(RecordComponent component) {
        Type generic = component.getGenericType();
        Type value = generic instanceof ParameterizedType parameterized ? parameterized.getActualTypeArguments()[0] : generic;
        return (Class<?>) value;
    }

    /** {@code pulseInterval} is {@code pulse_interval}. */
    private static String name(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String word(Class<?> type, Optional<Class<?>> link, long max) {
        if (link.isPresent() && type == String.class) {
            return "link<" + link.get().getSimpleName().toLowerCase(Locale.ROOT) + ">";
        } else if (type == boolean.class || type == Boolean.class) {
            return "bool";
        } else if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return max == UINT32_MAX ? "uint32" : "int";
        } else if (type == double.class || type == Double.class) {
            return "number";
        } else if (type.isEnum()) {
            return String.join("|", words(type));
        }
        return type == Path.class ? "file" : "string";
    }

    private static List<String> words(Class<?> type) {
        return type.isEnum() ? Arrays.stream(type.getEnumConstants()).map(PropertyDescription::word).toList() : List.of();
    }

    /** What a definition gives for a list, as {@code name=…} or {@code name.0=…,name.1=…}; without it the default. In that order. */
    public List<String> texts(Definition definition) {
        List<String> given = definition.values(name);
        List<String> texts = given.isEmpty() ? defaultValue.map(List::of).orElse(List.of()) : given;
        return words ? texts.stream().flatMap(text -> Arrays.stream(text.split(",", -1))).toList() : texts;
    }

    /** How a constant of an enum is written: {@code TCP_CONNECT} is {@code tcp-connect}. */
    public static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The same under another name: a second type for the same record may call it so. */
    public PropertyDescription called(String other) {
        return new PropertyDescription(other, text, type, defaultValue, required, min, max, unit, settable, secret, values, javaType, list, optional,
                link, part, partAlways, words);
    }

    /** The same with another default. */
    public PropertyDescription withDefault(Optional<String> other) {
        return new PropertyDescription(name, text, type, other, required, min, max, unit, settable, secret, values, javaType, list, optional,
                link, part, partAlways, words);
    }
}
