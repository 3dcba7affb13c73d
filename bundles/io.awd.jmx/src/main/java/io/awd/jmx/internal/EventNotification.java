package io.awd.jmx.internal;

import io.awd.api.event.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event as a JMX notification. */
final class EventNotification {
    private static final Logger LOG = LoggerFactory.getLogger(EventNotification.class);
    /** Stands before the event's name in the notification's type. */
    static final String PREFIX = "io.awd.";

    private EventNotification() {
    }

    static Notification of(Event event, ObjectName source) {
        Notification notification = new Notification(PREFIX + event.name(), source, event.sequence(), event.time().toEpochMilli(),
                event.text());
        try {
            notification.setUserData(userData(event));
        } catch (OpenDataException | RuntimeException e) {
            LOG.warn("{} {}: event {} is told without its data", event.type(), event.id(), event.name(), e);
        }
        return notification;
    }

    /** The event's data and, as {@code name}, its name. */
    private static CompositeData userData(Event event) throws OpenDataException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("name", event.name());
        event.data().forEach(data::putIfAbsent);
        String[] names = data.keySet().toArray(String[]::new);
        OpenType<?>[] types = new OpenType<?>[names.length];
        Object[] values = new Object[names.length];
        for (int i = 0; i < names.length; i++) {
            Object value = data.get(names[i]);
            types[i] = OpenValues.type(value == null ? String.class : value.getClass());
            values[i] = OpenValues.convert(types[i], value).orElse(null);
        }
        return new CompositeDataSupport(new CompositeType(PREFIX + "event", "An event", names, names, types), names, values);
    }
}
