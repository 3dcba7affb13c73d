package io.awd.jmx.internal;

import io.awd.api.object.PropertyDescription;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
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
        if (description.list() && description.javaType().isRecord()) {
            return table(description.javaType());
        }
        return description.list() ? STRINGS : type(description.javaType());
    }

    /** An array of composite values, of a record's components by their names as attributes are named. */
    private static OpenType<?> table(Class<?> row) {
        RecordComponent[] components = row.getRecordComponents();
        String[] names = Arrays.stream(components).map(OpenValues::name).toArray(String[]::new);
        try {
            return new ArrayType<CompositeData[]>(1, new CompositeType(row.getSimpleName(), row.getSimpleName(), names, names,
                    Arrays.stream(components).map(component -> type(component.getType())).toArray(OpenType<?>[]::new)));
        } catch (OpenDataException e) {
            throw new IllegalArgumentException(row + " is no composite", e);
        }
    }

    private static String name(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static CompositeData[] rows(CompositeType type, Collection<?> rows) {
        return rows.stream().map(row -> row(type, row)).toArray(CompositeData[]::new);
    }

    private static CompositeData row(CompositeType type, Object row) {
        if (!row.getClass().isRecord()) {
            throw new IllegalArgumentException(row + " is no " + type.getTypeName());
        }
        Map<String, Object> values = new HashMap<>();
        try {
            for (RecordComponent component : row.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                convert(type.getType(name(component)), component.getAccessor().invoke(row)).ifPresent(value -> values.put(name(component), value));
            }
            return new CompositeDataSupport(type, values);
        } catch (ReflectiveOperationException | OpenDataException e) {
            throw new IllegalArgumentException(row + " is no " + type.getTypeName(), e);
        }
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
        } else if (type instanceof ArrayType<?> array && array.getElementOpenType() instanceof CompositeType row) {
            return Optional.of(value instanceof Collection<?> rows ? rows(row, rows) : new CompositeData[0]);
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
