package io.awd.jmx.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import io.awd.api.object.TypeDescription;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanNotificationInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenMBeanConstructorInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenMBeanOperationInfoSupport;
import javax.management.openmbean.OpenMBeanParameterInfo;
import javax.management.openmbean.OpenMBeanParameterInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MBean of the object container. Not an MXBean, whose attributes could not be named as those of the instances are. Any thread. */
final class ContainerBean implements DynamicMBean {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerBean.class);

    private record Value(String text, OpenType<?> type, Function<ObjectContainer, Object> read) {
    }

    private record Operation(String text, String parameter, String parameterText, Action action) {
    }

    @FunctionalInterface
    private interface Action {
        void run(ObjectContainer container, String argument) throws AwdException;
    }

    private static final Map<String, Value> ATTRIBUTES = attributes();
    private static final Map<String, Operation> OPERATIONS = operations();
    private static final MBeanInfo INFO = info();
    private final ObjectContainer container;

    ContainerBean(ObjectContainer container) {
        this.container = container;
    }

    private static Map<String, Value> attributes() {
        Map<String, Value> attributes = new LinkedHashMap<>();
        attributes.put("name", new Value("The daemon's name, -name", SimpleType.STRING, ObjectContainer::name));
        attributes.put("objects", new Value("Type and id of every object", OpenValues.STRINGS, c -> typesAndIds(c, Kind.OBJECT)));
        attributes.put("chardevs", new Value("Backend and id of every chardev", OpenValues.STRINGS, c -> typesAndIds(c, Kind.CHARDEV)));
        attributes.put("pending", new Value("Kind and id of what has no implementation now, and why", OpenValues.STRINGS,
                ContainerBean::pending));
        attributes.put("dropped_events", new Value("Events dropped because listeners did not keep up", SimpleType.LONG,
                ObjectContainer::droppedEvents));
        attributes.put("types", new Value("Kind and name of every type that is there now", OpenValues.STRINGS, ContainerBean::types));
        return attributes;
    }

    private static Map<String, Operation> operations() {
        Map<String, Operation> operations = new LinkedHashMap<>();
        operations.put("objectAdd", new Operation("Adds an object", "definition", "TYPE,id=ID[,PROPERTY=VALUE]...",
                (c, text) -> c.add(Definition.object(text))));
        operations.put("objectDel", new Operation("Deletes an object that nothing uses", "id", "The object's id",
                (c, id) -> c.delete(Kind.OBJECT, id)));
        operations.put("chardevAdd", new Operation("Adds a chardev", "definition", "BACKEND,id=ID[,PROPERTY=VALUE]...",
                (c, text) -> c.add(Definition.chardev(text))));
        operations.put("chardevRemove", new Operation("Removes a chardev that nothing uses", "id", "The chardev's id",
                (c, id) -> c.delete(Kind.CHARDEV, id)));
        return operations;
    }

    private static MBeanInfo info() {
        OpenMBeanAttributeInfo[] attributes = ATTRIBUTES.entrySet().stream().map(a -> new OpenMBeanAttributeInfoSupport(a.getKey(),
                a.getValue().text(), a.getValue().type(), true, false, false)).toArray(OpenMBeanAttributeInfo[]::new);
        OpenMBeanOperationInfo[] operations = OPERATIONS.entrySet().stream().map(o -> operation(o.getKey(), o.getValue()))
                .toArray(OpenMBeanOperationInfo[]::new);
        return new OpenMBeanInfoSupport(ContainerBean.class.getName(), "All chardevs and objects of this daemon", attributes,
                new OpenMBeanConstructorInfo[0], operations, new MBeanNotificationInfo[0]);
    }

    private static OpenMBeanOperationInfo operation(String name, Operation operation) {
        OpenMBeanParameterInfo parameter = new OpenMBeanParameterInfoSupport(operation.parameter(), operation.parameterText(),
                SimpleType.STRING);
        return new OpenMBeanOperationInfoSupport(name, operation.text(), new OpenMBeanParameterInfo[] {parameter}, SimpleType.VOID,
                MBeanOperationInfo.ACTION);
    }

    private static List<String> typesAndIds(ObjectContainer container, Kind kind) {
        return container.list(kind).stream().map(o -> o.type() + " " + o.id()).toList();
    }

    private static List<String> types(ObjectContainer container) {
        return container.types().stream().map((TypeDescription t) -> t.kind().word() + " " + t.name()).toList();
    }

    private static List<String> pending(ObjectContainer container) {
        return Arrays.stream(Kind.values()).flatMap(kind -> container.list(kind).stream()).flatMap(ContainerBean::pending).toList();
    }

    private static Stream<String> pending(ObjectView object) {
        return object.pending().map(why -> object.kind().word() + " " + object.id() + ": " + why).stream();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return INFO;
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException, MBeanException {
        Value wanted = known(attribute);
        try {
            return OpenValues.convert(wanted.type(), wanted.read().apply(container)).orElse(null);
        } catch (RuntimeException | LinkageError e) {
            throw Refusal.of(attribute + ": " + e);
        }
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList values = new AttributeList(names.length);
        for (String attribute : names) {
            try {
                values.add(new Attribute(attribute, getAttribute(attribute)));
            } catch (AttributeNotFoundException | MBeanException e) {
                LOG.debug("container: attribute {} cannot be read", attribute, e);
            }
        }
        return values;
    }

    private static Value known(String attribute) throws AttributeNotFoundException {
        Value known = ATTRIBUTES.get(attribute);
        if (known == null) {
            throw new AttributeNotFoundException("Property 'container." + attribute + "' not found");
        }
        return known;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        known(attribute.getName());
        throw new AttributeNotFoundException("Property '" + attribute.getName() + "' cannot be set at run time");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String name, Object[] arguments, String[] signature) throws MBeanException, ReflectionException {
        Operation operation = OPERATIONS.get(name);
        if (operation == null) {
            throw Refusal.noOperation(name);
        } else if (arguments == null || arguments.length != 1 || !(arguments[0] instanceof String argument)) {
            throw Refusal.of(name + " expects one string: " + operation.parameterText());
        } else {
            run(name, operation, argument);
            return null;
        }
    }

    private void run(String name, Operation operation, String argument) throws MBeanException {
        try {
            operation.action().run(container, argument);
        } catch (AwdException e) {
            throw Refusal.of(e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            throw Refusal.of(name + ": " + e);
        }
    }
}
