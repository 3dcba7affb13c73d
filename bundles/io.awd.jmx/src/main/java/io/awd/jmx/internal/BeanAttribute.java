package io.awd.jmx.internal;

import io.awd.api.object.Kind;
import io.awd.api.object.PropertyDescription;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import javax.management.Descriptor;
import javax.management.ImmutableDescriptor;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * One attribute of an MBean. It keeps nothing of the description that it was made from, and so no class of the type's bundle.
 *
 * @param source where its value comes from
 * @param writable whether it may be set
 * @param openType the type of its value
 * @param info what JMX clients see: standard descriptor fields {@code units}, {@code minValue}, {@code maxValue} and {@code legalValues},
 *        and {@code default}, the default in QEMU's spelling
 */
record BeanAttribute(Source source, boolean writable, OpenType<?> openType, OpenMBeanAttributeInfoSupport info) {
    /** What an instance tells of itself. */
    enum Source {
        PROPERTY, STATUS, TYPE
    }

    /** The backend of a chardev. */
    static final BeanAttribute BACKEND = of(Source.TYPE, "backend", "The chardev backend", SimpleType.STRING, false,
            ImmutableDescriptor.EMPTY_DESCRIPTOR);

    /**
     * A part's property belongs to the object that it was made for and is set there. A list has no spelling as one value, which is all that
     * the container takes at run time.
     */
    static BeanAttribute property(Kind kind, PropertyDescription property) {
        boolean writable = property.settable() && kind != Kind.PART && !property.list();
        return described(Source.PROPERTY, property, writable);
    }

    static BeanAttribute status(PropertyDescription attribute) {
        return described(Source.STATUS, attribute, false);
    }

    private static BeanAttribute described(Source source, PropertyDescription description, boolean writable) {
        OpenType<?> type = OpenValues.type(description);
        String unit = description.unit();
        String text = description.text().isBlank() ? description.name() : description.text();
        return of(source, description.name(), unit.isEmpty() ? text : text + " (" + unit + ")", type, writable,
                descriptor(source, description, type));
    }

    private static BeanAttribute of(Source source, String name, String text, OpenType<?> type, boolean writable, Descriptor descriptor) {
        return new BeanAttribute(source, writable, type,
                new OpenMBeanAttributeInfoSupport(name, text, type, true, writable, false, descriptor));
    }

    private static Descriptor descriptor(Source source, PropertyDescription description, OpenType<?> type) {
        Map<String, Object> fields = new HashMap<>();
        if (!description.unit().isEmpty()) {
            fields.put("units", description.unit());
        }
        description.defaultValue().ifPresent(value -> fields.put("default", value));
        if (type == SimpleType.STRING && !description.values().isEmpty()) {
            fields.put("legalValues", new LinkedHashSet<>(description.values()));
        }
        if (source == Source.PROPERTY && type == SimpleType.LONG) {
            fields.put("minValue", description.min());
            fields.put("maxValue", description.max());
        } else if (source == Source.PROPERTY && type == SimpleType.INTEGER) {
            fields.put("minValue", (int) Math.max(description.min(), Integer.MIN_VALUE));
            fields.put("maxValue", (int) Math.min(description.max(), Integer.MAX_VALUE));
        }
        return new ImmutableDescriptor(fields);
    }
}
