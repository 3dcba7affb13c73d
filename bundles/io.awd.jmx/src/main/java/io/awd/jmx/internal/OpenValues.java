package io.awd.jmx.internal;

import io.awd.api.object.PropertyDescription;
import java.util.Collection;
import java.util.Optional;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/** AWD's values as open types: whole numbers, floating numbers, booleans, strings and arrays of strings; nothing is null. */
final class OpenValues {
    static final ArrayType<String[]> STRINGS = strings();

    private OpenValues() {
    }

    private static ArrayType<String[]> strings() {
        try {
            return new ArrayType<>(1, SimpleType.STRING);
        } catch (OpenDataException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The open type of a property or attribute. */
    static OpenType<?> type(PropertyDescription description) {
        return description.list() ? STRINGS : type(description.javaType());
    }

    /** The open type of a value of that class; what is none of the known ones is shown as text. */
    static OpenType<?> type(Class<?> type) {
        if (type == long.class || type == Long.class) {
            return SimpleType.LONG;
        } else if (type == int.class || type == Integer.class || type == Short.class || type == Byte.class) {
            return SimpleType.INTEGER;
        } else if (type == boolean.class || type == Boolean.class) {
            return SimpleType.BOOLEAN;
        } else if (type == double.class || type == Double.class || type == Float.class) {
            return SimpleType.DOUBLE;
        }
        return Collection.class.isAssignableFrom(type) ? STRINGS : SimpleType.STRING;
    }

    /**
     * A value in its open type.
     *
     * @param value as the container gives it: already of that type, or as text in QEMU's spelling
     * @return empty when there is none
     * @throws IllegalArgumentException it is not of that type
     */
    static Optional<Object> convert(OpenType<?> type, Object value) {
        if (value == null) {
            return Optional.empty();
        } else if (value instanceof Optional<?> optional) {
            return optional.flatMap(inner -> convert(type, inner));
        } else if (type == STRINGS) {
            return Optional.of(value instanceof Collection<?> several
                    ? several.stream().map(OpenValues::text).toArray(String[]::new) : new String[] {text(value)});
        } else if (type == SimpleType.LONG) {
            return Optional.of(value instanceof Number number ? number.longValue() : Long.decode(value.toString()));
        } else if (type == SimpleType.INTEGER) {
            return Optional.of(value instanceof Number number ? number.intValue() : Integer.decode(value.toString()));
        } else if (type == SimpleType.DOUBLE) {
            return Optional.of(value instanceof Number number ? number.doubleValue() : Double.valueOf(value.toString()));
        } else if (type == SimpleType.BOOLEAN) {
            return Optional.of(value instanceof Boolean on ? on : value.equals("on"));
        }
        return Optional.of(text(value));
    }

    /** A value in QEMU's spelling. */
    static String text(Object value) {
        if (value instanceof Boolean on) {
            return on ? "on" : "off";
        }
        return value instanceof Enum<?> ? PropertyDescription.word(value) : String.valueOf(value);
    }
}
