package io.awd.jmx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceBeanTest {
    private final FakeContainer container = new FakeContainer();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final Beans beans = new Beans(container, server);
    private final FakeObject heart = FakeObject.heart("heart1");
    private ObjectName name;

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName("io.awd:type=advanced-watchdog,id=heart1");
        beans.live(heart);
    }

    private MBeanAttributeInfo info(String attribute) throws Exception {
        return Arrays.stream(server.getMBeanInfo(name).getAttributes()).filter(a -> a.getName().equals(attribute)).findFirst().orElseThrow();
    }

    @Test
    void showsEveryPropertyThenEveryStatusAttributeAndNoSecret() throws Exception {
        assertThat(server.getMBeanInfo(name).getDescription()).isEqualTo("Watches a peer");
        assertThat(server.getMBeanInfo(name).getOperations()).isEmpty();
        assertThat(server.getMBeanInfo(name).getAttributes()).extracting(MBeanAttributeInfo::getName).containsExactly("awd_node", "timeout",
                "pulse_interval", "rise", "pulse", "protocol", "opt_script", "notification_node", "state", "age", "messages", "peers", "load",
                "connected", "dialect", "paths");
    }

    @ParameterizedTest
    @CsvSource({
        "awd_node,          java.lang.String,    Where heartbeats are exchanged, ,   false",
        "timeout,           java.lang.Long,      Silence before expiry (ms),     ms, true",
        "pulse_interval,    java.lang.Long,      How often a pulse is sent (ms), ms, false",
        "rise,              java.lang.Integer,   Messages before recovery,       ,   false",
        "pulse,             java.lang.Boolean,   Send pulses at all,             ,   true",
        "protocol,          java.lang.String,    The dialect,                    ,   true",
        "opt_script,        java.lang.String,    The script,                     ,   false",
        "notification_node, [Ljava.lang.String;, Where the script goes,          ,   false",
        "age,               java.lang.Long,      Age of the last message (ms),   ms, false",
        "load,              java.lang.Double,    Share of time busy,             ,   false",
        "paths,             [Ljava.lang.String;, One line for each path,         ,   false"})
    void describes(String attribute, String type, String text, String unit, boolean writable) throws Exception {
        MBeanAttributeInfo info = info(attribute);

        assertThat(info).isInstanceOf(OpenMBeanAttributeInfo.class);
        assertThat(info.getType()).isEqualTo(type);
        assertThat(info.getDescription()).isEqualTo(text);
        assertThat(info.getDescriptor().getFieldValue("units")).isEqualTo(unit);
        assertThat(info.isReadable()).isTrue();
        assertThat(info.isWritable()).isEqualTo(writable);
    }

    @Test
    void describesLimitsDefaultsAndWords() throws Exception {
        assertThat(info("timeout").getDescriptor().getFieldValue("minValue")).isEqualTo(1L);
        assertThat(info("timeout").getDescriptor().getFieldValue("maxValue")).isEqualTo(4_294_967_295L);
        assertThat(info("timeout").getDescriptor().getFieldValue("default")).isEqualTo("5000");
        assertThat(info("rise").getDescriptor().getFieldValue("maxValue")).isEqualTo(Integer.MAX_VALUE);
        assertThat(((OpenMBeanAttributeInfo) info("protocol")).getLegalValues()).extracting(String::valueOf)
                .containsExactlyInAnyOrder("auto", "systemd-notify");
        assertThat(((OpenMBeanAttributeInfo) info("messages")).hasMinValue()).isFalse();
    }

    @Test
    void readsAllWithOneSnapshotEach() throws Exception {
        String[] all = Arrays.stream(server.getMBeanInfo(name).getAttributes()).map(MBeanAttributeInfo::getName).toArray(String[]::new);

        AttributeList values = server.getAttributes(name, all);

        assertThat(heart.statusCalls).hasValue(1);
        assertThat(heart.propertiesCalls).hasValue(1);
        assertThat(values.asList()).extracting(Attribute::getName).containsExactly(all);
        assertThat(values.asList()).filteredOn(a -> !(a.getValue() instanceof String[])).extracting(Attribute::getValue)
                .containsExactly("h1", 5000L, 1000L, 1, true, "auto", null, "alive", 120L, 7L, 2, 0.5, true, "systemd-notify");
        assertThat(values.asList()).filteredOn(a -> a.getValue() instanceof String[])
                .extracting(a -> List.of((String[]) a.getValue())).containsExactly(List.of("n0", "n1"), List.of("h1: alive"));
    }

    @Test
    void readsPropertiesWithoutAskingTheInstance() throws Exception {
        assertThat(server.getAttribute(name, "timeout")).isEqualTo(5000L);
        server.getAttributes(name, new String[] {"timeout", "pulse"});

        assertThat(heart.statusCalls).hasValue(0);
    }

    @Test
    void takesTextWordsAndOptionalsToo() throws Exception {
        heart.properties.putAll(Map.of("timeout", "2000", "rise", "0x10", "pulse", "off", "notification_node", "n0"));
        heart.status.putAll(Map.of("age", Optional.empty(), "messages", 4, "load", 1, "dialect", Heart.Protocol.SYSTEMD_NOTIFY,
                "state", Optional.of("expired")));

        assertThat(server.getAttribute(name, "timeout")).isEqualTo(2000L);
        assertThat(server.getAttribute(name, "rise")).isEqualTo(16);
        assertThat(server.getAttribute(name, "pulse")).isEqualTo(false);
        assertThat((String[]) server.getAttribute(name, "notification_node")).containsExactly("n0");
        assertThat(server.getAttribute(name, "age")).isNull();
        assertThat(server.getAttribute(name, "messages")).isEqualTo(4L);
        assertThat(server.getAttribute(name, "load")).isEqualTo(1.0);
        assertThat(server.getAttribute(name, "dialect")).isEqualTo("systemd-notify");
        assertThat(server.getAttribute(name, "state")).isEqualTo("expired");
    }

    @Test
    void aValueOfAnotherTypeCostsThatAttributeOnly() throws Exception {
        heart.status.put("messages", "many");

        assertThatThrownBy(() -> server.getAttribute(name, "messages")).isInstanceOf(MBeanException.class)
                .hasMessageContaining("messages").hasMessageContaining("many");
        assertThat(server.getAttributes(name, new String[] {"messages", "state"}).asList()).containsExactly(new Attribute("state", "alive"));
    }

    @Test
    void aFaultyStatusCostsTheStatusOnly() throws Exception {
        heart.fault = new IllegalStateException("no more");

        assertThatThrownBy(() -> server.getAttribute(name, "state")).isInstanceOf(MBeanException.class).hasMessageContaining("no more");
        heart.statusCalls.set(0);
        AttributeList values = server.getAttributes(name, new String[] {"state", "messages", "timeout"});

        assertThat(values.asList()).containsExactly(new Attribute("timeout", 5000L));
        assertThat(heart.statusCalls).hasValue(1);
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        assertThatThrownBy(() -> server.getAttribute(name, "foo")).isInstanceOf(AttributeNotFoundException.class)
                .hasMessage("Property 'advanced-watchdog.foo' not found");
        assertThatThrownBy(() -> server.getAttribute(name, "password")).isInstanceOf(AttributeNotFoundException.class);
        assertThat(server.getAttributes(name, new String[] {"foo", "state"})).hasSize(1);
        assertThatThrownBy(() -> server.invoke(name, "foo", new Object[0], new String[0])).isInstanceOf(ReflectionException.class)
                .hasMessageContaining("foo");
    }

    @Test
    void setsAsQemuSpells() throws Exception {
        server.setAttribute(name, new Attribute("timeout", 500L));
        server.setAttribute(name, new Attribute("pulse", false));
        server.setAttribute(name, new Attribute("protocol", "systemd-notify"));

        assertThat(container.calls).containsExactly("set object heart1 timeout=500", "set object heart1 pulse=off",
                "set object heart1 protocol=systemd-notify");
    }

    @Test
    void setsAChardev() throws Exception {
        beans.live(FakeObject.of(Kind.CHARDEV, "socket", "h1", ""));
        ObjectName chardev = new ObjectName("io.awd:type=chardev,id=h1");

        server.setAttribute(chardev, new Attribute("timeout", 500L));

        assertThat(container.calls).containsExactly("set chardev h1 timeout=500");
        assertThat(server.getAttribute(chardev, "backend")).isEqualTo("socket");
        assertThat(server.getMBeanInfo(chardev).getAttributes()).extracting(MBeanAttributeInfo::getName).endsWith("backend");
    }

    @Test
    void aPartIsSetThroughItsOwner() throws Exception {
        beans.live(FakeObject.of(Kind.PART, "opt-script", "heart1", "opt"));

        assertThat(server.getMBeanInfo(new ObjectName("io.awd:type=opt-script,id=heart1,role=opt")).getAttributes())
                .noneMatch(MBeanAttributeInfo::isWritable);
    }

    @Test
    void tellsWhyAValueIsRefused() {
        container.refusal = Optional.of(new AwdException("Parameter 'timeout' expects a uint64 value"));

        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("timeout", "abc")))
                .isInstanceOf(InvalidAttributeValueException.class).hasMessage("Parameter 'timeout' expects a uint64 value").hasNoCause();
    }

    @Test
    void refusesToSetWhatIsReadOnlyUnknownOrNothing() {
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("pulse_interval", 5L)))
                .isInstanceOf(AttributeNotFoundException.class).hasMessage("Property 'pulse_interval' cannot be set at run time");
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("state", "alive"))).isInstanceOf(AttributeNotFoundException.class);
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("foo", "1"))).isInstanceOf(AttributeNotFoundException.class);
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("timeout", null)))
                .isInstanceOf(InvalidAttributeValueException.class);
        assertThat(container.calls).isEmpty();
    }

    @Test
    void setsWhatItCanOfSeveral() throws Exception {
        AttributeList wanted = new AttributeList(List.of(new Attribute("state", "alive"), new Attribute("timeout", 700L)));

        AttributeList set = server.setAttributes(name, wanted);

        assertThat(set.asList().stream().map(Attribute::getName).collect(Collectors.toList())).containsExactly("timeout");
        assertThat(container.calls).containsExactly("set object heart1 timeout=700");
    }
}
