package io.awd.watchdog.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.OptionString;
import io.awd.api.object.PropertyDescription;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A watchdog's properties of comma text and the described defaults, as the container makes them. */
final class Properties {
    private Properties() {
    }

    static WatchdogProperties of(String options) {
        try {
            Map<String, String> given = new HashMap<>(OptionString.parse("x," + options, "type").values());
            List<PropertyDescription> described = WatchdogType.DESCRIPTION.properties();
            Object[] values = described.stream().map(p -> value(p, Optional.ofNullable(given.remove(p.name())).or(p::defaultValue))).toArray();
            given.remove("type");
            if (!given.isEmpty()) {
                throw new IllegalArgumentException("unknown: " + given);
            }
            return (WatchdogProperties) WatchdogProperties.class.getConstructors()[0].newInstance(values);
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (ReflectiveOperationException | AwdException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(PropertyDescription property, Optional<String> text) {
        if (property.list()) {
            return text.map(t -> List.of(t.split(property.words() ? "[+,]" : "\\+"))).orElse(List.of());
        }
        Optional<Object> single = text.map(t -> single(property.javaType(), t));
        return property.optional() ? single : single.orElseThrow();
    }

    private static Object single(Class<?> type, String text) {
        if (type == long.class) {
            return Long.valueOf(text);
        } else if (type == boolean.class) {
            return text.equals("on");
        } else if (type == Path.class) {
            return Path.of(text);
        } else if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).filter(c -> PropertyDescription.word(c).equals(text)).findFirst().orElseThrow();
        }
        return text;
    }
}
