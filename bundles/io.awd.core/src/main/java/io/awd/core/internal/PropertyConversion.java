package io.awd.core.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.OptionString;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.util.converter.Converter;
import org.osgi.util.converter.Converters;
import org.osgi.util.converter.TypeRule;

/** Turns the text of a definition into a type's record and back, by the one description of each property; errors as QEMU words them. */
final class PropertyConversion {
    private static final Pattern DECIMAL = Pattern.compile("\\d+");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]+");
    private static final Pattern INDEX = Pattern.compile("\\.\\d+$");
    private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(64);

    /** QEMU spells booleans in its own way; all else is the OSGi converter's. */
    private static final Converter CONVERTER = Converters.standardConverter().newConverterBuilder()
            .rule(new TypeRule<String, Boolean>(String.class, Boolean.class, PropertyConversion::onOff))
            .rule(new TypeRule<String, Path>(String.class, Path.class, Path::of))
            .build();

    private PropertyConversion() {
    }

    /**
     * @throws AwdException an unknown, missing or bad property
     */
    static Record convert(Definition definition, TypeDescription type) throws AwdException {
        for (String name : definition.properties().keySet()) {
            checkKnown(type, name);
        }
        RecordComponent[] components = type.record().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(definition, type, type.properties().get(i));
        }
        return make(type.record(), components, values);
    }

    private static void checkKnown(TypeDescription type, String name) throws AwdException {
        Optional<PropertyDescription> exact = type.property(name);
        boolean known = exact.isPresent()
                || type.property(INDEX.matcher(name).replaceFirst("")).filter(PropertyDescription::list).isPresent();
        if (!known) {
            throw new AwdException("Parameter '" + name + "' is unexpected", "Invalid parameter '" + name + "'");
        }
    }

    private static Object value(Definition definition, TypeDescription type, PropertyDescription property) throws AwdException {
        if (property.list()) {
            List<String> texts = property.texts(definition);
            if (texts.isEmpty() && property.required()) {
                throw missing(property);
            }
            return texts;
        }
        Optional<String> text = Optional.ofNullable(definition.properties().get(property.name())).or(property::defaultValue);
        if (text.isEmpty() && property.required()) {
            throw missing(property);
        }
        if (property.optional()) {
            return text.isEmpty() ? Optional.empty() : Optional.of(single(type, property, text.get()));
        }
        return single(type, property, text.orElse(""));
    }

    private static AwdException missing(PropertyDescription property) {
        return new AwdException("Parameter '" + property.name() + "' is missing");
    }

    private static Object single(TypeDescription type, PropertyDescription property, String text) throws AwdException {
        Class<?> wanted = property.javaType();
        if (wanted == long.class || wanted == int.class || wanted == Long.class || wanted == Integer.class) {
            return CONVERTER.convert(number(type, property, text)).to(wanted);
        } else if (wanted.isEnum()) {
            return constant(property, text);
        } else if (wanted == boolean.class || wanted == Boolean.class) {
            if (!List.of("on", "off", "yes", "no", "true", "false", "y", "n").contains(text)) {
                throw new AwdException("Parameter '" + property.name() + "' expects 'on' or 'off'");
            }
            return CONVERTER.convert(text).to(Boolean.class);
        }
        try {
            return CONVERTER.convert(text).to(wanted);
        } catch (RuntimeException e) {
            throw new AwdException("Parameter '" + property.name() + "' does not accept value '" + text + "'", e);
        }
    }

    private static Boolean onOff(String text) {
        return List.of("on", "yes", "true", "y").contains(text);
    }

    private static long number(TypeDescription type, PropertyDescription property, String text) throws AwdException {
        String digits = property.min() < 0 && text.startsWith("-") ? text.substring(1) : text;
        BigInteger value;
        if (DECIMAL.matcher(digits).matches()) {
            value = new BigInteger(digits);
        } else if (HEXADECIMAL.matcher(digits).matches()) {
            value = new BigInteger(digits.substring(2), 16);
        } else {
            throw notANumber(property);
        }
        if (value.compareTo(LARGEST) >= 0) {
            throw notANumber(property);
        }
        value = digits.length() < text.length() ? value.negate() : value;
        if (value.signum() == 0 && property.min() == 1) {
            throw new AwdException("Property '" + type.name() + "." + property.name() + "' requires a positive value");
        }
        if (value.compareTo(BigInteger.valueOf(property.min())) < 0 || value.compareTo(BigInteger.valueOf(property.max())) > 0) {
            throw new AwdException(property.max() == PropertyDescription.UINT32_MAX && value.signum() >= 0
                    ? "Parameter '" + property.name() + "' expects uint32_t"
                    : "Parameter '" + property.name() + "' expects a value from " + property.min() + " to " + property.max());
        }
        return value.longValueExact();
    }

    private static AwdException notANumber(PropertyDescription property) {
        return new AwdException("Parameter '" + property.name() + "' expects " + (property.min() < 0 ? "an int64 value" : "a uint64 value"));
    }

    private static Object constant(PropertyDescription property, String text) throws AwdException {
        return Arrays.stream(property.javaType().getEnumConstants()).filter(c -> PropertyDescription.word(c).equals(text)).findFirst()
                .orElseThrow(() -> new AwdException("Parameter '" + property.name() + "' does not accept value '" + text + "' (one of "
                        + String.join(", ", property.values()) + ")"));
    }

    private static <P extends Record> P make(Class<P> properties, RecordComponent[] components, Object[] values) throws AwdException {
        try {
            Constructor<P> constructor = properties
                    .getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new AwdException(String.valueOf(e.getCause().getMessage()), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(properties + " cannot be made", e);
        }
    }

    /** The components of a record by their names in AWD: strings, numbers, booleans and lists of strings; what is not set is left out. */
    static Map<String, Object> values(Record record, List<PropertyDescription> descriptions) {
        Map<String, Object> values = new LinkedHashMap<>();
        RecordComponent[] components = record.getClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            PropertyDescription description = descriptions.get(i);
            if (!description.secret()) {
                plain(component(record, components[i])).ifPresent(value -> values.put(description.name(), value));
            }
        }
        return values;
    }

    private static Object component(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }

    private static Optional<Object> plain(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.flatMap(PropertyConversion::plain);
        } else if (value instanceof Enum<?>) {
            return Optional.of(PropertyDescription.word(value));
        } else if (value instanceof Path) {
            return Optional.of(value.toString());
        }
        return Optional.ofNullable(value);
    }

    /** How a value is shown where QEMU's spelling is expected. */
    static String text(Object value) {
        if (value instanceof Boolean on) {
            return on ? "on" : "off";
        } else if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(PropertyConversion::text).toList());
        }
        return String.valueOf(value);
    }

    /** Names are compared without regard to dash or underscore. */
    static boolean same(String a, String b) {
        return OptionString.canonical(a).equals(OptionString.canonical(b));
    }
}
