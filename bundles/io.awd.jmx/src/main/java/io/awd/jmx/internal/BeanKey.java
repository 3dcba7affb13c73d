package io.awd.jmx.internal;

import io.awd.api.event.Event;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectView;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What tells one instance from all others, and the name of its MBean. */
record BeanKey(Kind kind, String type, String id, String role) {
    static final String DOMAIN = "io.awd";
    private static final String TO_QUOTE = ",=:\"*?\n";

    static BeanKey of(ObjectView object) {
        return new BeanKey(object.kind(), object.type(), object.id(), object.role());
    }

    static BeanKey of(Event event) {
        return new BeanKey(event.kind(), event.type(), event.id(), event.role());
    }

    /** {@code io.awd:type=TYPE,id=ID[,role=ROLE]}; the type of every chardev is {@code chardev}, as its id is unique among all backends. */
    ObjectName objectName() throws MalformedObjectNameException {
        String shownType = kind == Kind.CHARDEV ? Kind.CHARDEV.word() : type;
        String name = DOMAIN + ":type=" + value(shownType) + ",id=" + value(id);
        return new ObjectName(role.isEmpty() ? name : name + ",role=" + value(role));
    }

    private static String value(String text) {
        return text.chars().anyMatch(c -> TO_QUOTE.indexOf(c) >= 0) ? ObjectName.quote(text) : text;
    }
}
