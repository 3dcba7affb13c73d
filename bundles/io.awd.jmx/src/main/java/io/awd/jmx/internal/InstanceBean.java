package io.awd.jmx.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InvalidAttributeValueException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MBean of one live instance. Any thread. */
final class InstanceBean extends NotificationBroadcasterSupport implements DynamicMBean {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceBean.class);
    private final ObjectName name;
    private final ObjectView object;
    private final TypeInfo type;
    private final ObjectContainer container;
    private volatile boolean listenedTo;

    InstanceBean(ObjectName name, ObjectView object, TypeInfo type, ObjectContainer container) {
        super(type.info().getNotifications());
        this.name = name;
        this.object = object;
        this.type = type;
        this.container = container;
    }

    ObjectName name() {
        return name;
    }

    /** Whether anybody ever listened: nearly never, and a notification with its open data is much work. */
    boolean listenedTo() {
        return listenedTo;
    }

    @Override
    public void addNotificationListener(NotificationListener listener, NotificationFilter filter, Object handback) {
        super.addNotificationListener(listener, filter, handback);
        listenedTo = true;
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return type.info();
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException, MBeanException {
        BeanAttribute wanted = known(attribute);
        try {
            return value(attribute, wanted, snapshot(wanted.source()));
        } catch (RuntimeException | LinkageError e) {
            throw Refusal.of(attribute + ": " + e);
        }
    }

    /** All values of one answer belong together: properties and status are each taken once. */
    @Override
    public AttributeList getAttributes(String[] names) {
        Map<BeanAttribute.Source, Optional<Map<String, Object>>> snapshots = new EnumMap<>(BeanAttribute.Source.class);
        AttributeList values = new AttributeList(names.length);
        for (String attribute : names) {
            BeanAttribute wanted = type.attributes().get(attribute);
            if (wanted != null) {
                snapshots.computeIfAbsent(wanted.source(), this::readable).ifPresent(s -> add(values, attribute, wanted, s));
            }
        }
        return values;
    }

    private Optional<Map<String, Object>> readable(BeanAttribute.Source source) {
        try {
            return Optional.of(snapshot(source));
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("{} {}: cannot be read", object.type(), object.id(), e);
            return Optional.empty();
        }
    }

    private void add(AttributeList values, String attribute, BeanAttribute wanted, Map<String, Object> snapshot) {
        try {
            values.add(new Attribute(attribute, value(attribute, wanted, snapshot)));
        } catch (RuntimeException e) {
            LOG.debug("{} {}: attribute {} cannot be read", object.type(), object.id(), attribute, e);
        }
    }

    private Map<String, Object> snapshot(BeanAttribute.Source source) {
        return switch (source) {
            case PROPERTY -> object.properties();
            case STATUS -> object.status();
            case TYPE -> Map.of(BeanAttribute.BACKEND.info().getName(), object.type());
        };
    }

    private static Object value(String attribute, BeanAttribute wanted, Map<String, Object> snapshot) {
        return OpenValues.convert(wanted.openType(), snapshot.get(attribute)).orElse(null);
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException, InvalidAttributeValueException, MBeanException {
        String property = attribute.getName();
        if (!known(property).writable()) {
            throw new AttributeNotFoundException("Property '" + property + "' cannot be set at run time");
        } else if (attribute.getValue() == null) {
            throw new InvalidAttributeValueException("Parameter '" + property + "' needs a value");
        }
        try {
            container.set(object.kind(), object.id(), property, OpenValues.text(attribute.getValue()));
        } catch (AwdException e) {
            throw new InvalidAttributeValueException(e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            throw Refusal.of(property + ": " + e);
        }
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        AttributeList set = new AttributeList();
        for (Attribute attribute : attributes.asList()) {
            try {
                setAttribute(attribute);
                set.add(attribute);
            } catch (JMException e) {
                LOG.warn("{} {}: {} not set: {}", object.type(), object.id(), attribute.getName(), e.getMessage());
            }
        }
        return set;
    }

    private BeanAttribute known(String attribute) throws AttributeNotFoundException {
        BeanAttribute known = type.attributes().get(attribute);
        if (known == null) {
            throw new AttributeNotFoundException("Property '" + object.type() + "." + attribute + "' not found");
        }
        return known;
    }

    @Override
    public Object invoke(String operation, Object[] arguments, String[] signature) throws ReflectionException {
        throw Refusal.noOperation(operation);
    }
}
