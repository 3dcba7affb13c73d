package io.awd.jmx.internal;

import io.awd.api.object.Kind;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanConstructorInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfo;

/**
 * What all instances of a type have in common: its properties, then its status attributes; a secret is none.
 *
 * @param attributes by name
 * @param info what JMX clients see
 */
record TypeInfo(Map<String, BeanAttribute> attributes, MBeanInfo info) {

    static TypeInfo of(TypeDescription type) {
        Map<String, BeanAttribute> attributes = new LinkedHashMap<>();
        for (PropertyDescription property : type.properties()) {
            if (!property.secret()) {
                attributes.put(property.name(), BeanAttribute.property(type.kind(), property));
            }
        }
        for (PropertyDescription attribute : type.attributes()) {
            if (!attribute.secret()) {
                attributes.putIfAbsent(attribute.name(), BeanAttribute.status(attribute));
            }
        }
        if (type.kind() == Kind.CHARDEV) {
            attributes.putIfAbsent(BeanAttribute.BACKEND.info().getName(), BeanAttribute.BACKEND);
        }
        return new TypeInfo(attributes, info(type, attributes));
    }

    private static MBeanInfo info(TypeDescription type, Map<String, BeanAttribute> attributes) {
        OpenMBeanAttributeInfo[] infos = attributes.values().stream().map(BeanAttribute::info).toArray(OpenMBeanAttributeInfo[]::new);
        return new OpenMBeanInfoSupport(InstanceBean.class.getName(), type.text(), infos, new OpenMBeanConstructorInfo[0],
                new OpenMBeanOperationInfo[0], new MBeanNotificationInfo[] {notifications(type)});
    }

    /** The API does not say which events a type emits; those of the watchdogs are what people look for. */
    private static MBeanNotificationInfo notifications(TypeDescription type) {
        String any = EventNotification.PREFIX + "*";
        String[] types = type.name().endsWith("watchdog")
                ? new String[] {EventNotification.PREFIX + "expired", EventNotification.PREFIX + "recovered", any}
                : new String[] {any};
        return new MBeanNotificationInfo(types, Notification.class.getName(),
                "What happened to it; user data: the event's name and values");
    }
}
