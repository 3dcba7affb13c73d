package io.awd.jmx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanOperationInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerBeanTest {
    private final FakeContainer container = new FakeContainer();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private ObjectName name;

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName("io.awd:type=container");
        new Beans(container, server);
        FakeObject pending = FakeObject.heart("heart2");
        pending.pending = Optional.of("no bundle for type 'advanced-watchdog'");
        container.objects.add(FakeObject.heart("heart1"));
        container.objects.add(FakeObject.of(Kind.CHARDEV, "socket", "h1", ""));
        container.objects.add(pending);
    }

    private Object invoke(String operation, String argument) throws Exception {
        return server.invoke(name, operation, new Object[] {argument}, new String[] {String.class.getName()});
    }

    @Test
    void describesItself() throws Exception {
        assertThat(server.getMBeanInfo(name).getAttributes()).allMatch(OpenMBeanAttributeInfo.class::isInstance)
                .noneMatch(MBeanAttributeInfo::isWritable).extracting(MBeanAttributeInfo::getName)
                .containsExactly("name", "objects", "chardevs", "pending", "dropped_events", "types");
        assertThat(server.getMBeanInfo(name).getOperations()).allMatch(OpenMBeanOperationInfo.class::isInstance)
                .extracting(MBeanOperationInfo::getName).containsExactly("objectAdd", "objectDel", "chardevAdd", "chardevRemove");
        assertThat(server.getMBeanInfo(name).getOperations()).allSatisfy(operation -> {
            assertThat(operation.getReturnType()).isEqualTo("java.lang.Void");
            assertThat(operation.getSignature()).hasSize(1);
            assertThat(operation.getSignature()[0].getType()).isEqualTo("java.lang.String");
        });
    }

    @Test
    void showsWhatIsThere() throws Exception {
        assertThat(server.getAttribute(name, "name")).isEqualTo("edge1");
        assertThat((String[]) server.getAttribute(name, "objects")).containsExactly("advanced-watchdog heart1", "advanced-watchdog heart2");
        assertThat((String[]) server.getAttribute(name, "chardevs")).containsExactly("socket h1");
        assertThat((String[]) server.getAttribute(name, "pending"))
                .containsExactly("object heart2: no bundle for type 'advanced-watchdog'");
        assertThat(server.getAttribute(name, "dropped_events")).isEqualTo(3L);
        assertThat((String[]) server.getAttribute(name, "types")).containsExactly("object advanced-watchdog", "chardev socket");
    }

    @Test
    void readsSeveralAndLeavesOutTheUnknown() throws Exception {
        assertThat(server.getAttributes(name, new String[] {"name", "foo", "dropped_events"}).asList())
                .containsExactly(new Attribute("name", "edge1"), new Attribute("dropped_events", 3L));
        assertThatThrownBy(() -> server.getAttribute(name, "foo")).isInstanceOf(AttributeNotFoundException.class);
    }

    @Test
    void isReadOnly() throws Exception {
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("name", "x"))).isInstanceOf(AttributeNotFoundException.class)
                .hasMessage("Property 'name' cannot be set at run time");
        assertThat(server.setAttributes(name, server.getAttributes(name, new String[] {"name"}))).isEmpty();
    }

    @Test
    void adds() throws Exception {
        assertThat(invoke("objectAdd", "advanced-watchdog,id=heart1,awd-node=h1")).isNull();
        invoke("chardevAdd", "socket,id=h1,path=/a,,b");

        assertThat(container.added).containsExactly(
                new Definition(Kind.OBJECT, "advanced-watchdog", "heart1", Map.of("awd_node", "h1"), ""),
                new Definition(Kind.CHARDEV, "socket", "h1", Map.of("path", "/a,b"), ""));
        assertThat(container.calls).containsExactly("add 30000", "add 30000");
    }

    @Test
    void removes() throws Exception {
        invoke("objectDel", "heart1");
        invoke("chardevRemove", "h1");

        assertThat(container.calls).containsExactly("delete object heart1", "delete chardev h1");
    }

    @Test
    void tellsWhyADefinitionIsRefused() {
        assertThatThrownBy(() -> invoke("objectAdd", "iothread")).isInstanceOf(MBeanException.class)
                .hasMessage("Parameter 'id' is missing").cause().isExactlyInstanceOf(Exception.class).hasMessage("Parameter 'id' is missing");
        assertThatThrownBy(() -> invoke("chardevAdd", "socket")).hasMessage("chardev: no id specified");
        container.refusal = Optional.of(new AwdException("object 'm' is in use, can not be deleted"));
        assertThatThrownBy(() -> invoke("objectDel", "m")).isInstanceOf(MBeanException.class)
                .hasMessage("object 'm' is in use, can not be deleted");
    }

    @Test
    void aFaultIsToldInPlainWords() {
        container.fault = new IllegalStateException("broken");

        assertThatThrownBy(() -> invoke("objectDel", "m")).isInstanceOf(MBeanException.class).hasMessageContaining("broken");
        assertThatThrownBy(() -> server.getAttribute(name, "objects")).isInstanceOf(MBeanException.class).hasMessageContaining("broken");
    }

    @Test
    void refusesOtherOperationsAndArguments() {
        assertThatThrownBy(() -> invoke("quit", "x")).isInstanceOf(ReflectionException.class).hasMessageContaining("quit");
        assertThatThrownBy(() -> invoke("objectAdd", null)).isInstanceOf(MBeanException.class)
                .hasMessage("objectAdd expects one string: TYPE,id=ID[,PROPERTY=VALUE]...");
        assertThatThrownBy(() -> server.invoke(name, "objectDel", null, null)).isInstanceOf(MBeanException.class);
        assertThat(Arrays.asList(container.calls.toArray())).isEmpty();
    }
}
