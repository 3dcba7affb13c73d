package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.InvalidAttributeValueException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plain JMX client that attaches to the process, as jconsole does. */
class JmxIT {
    private static final String WATCHDOG = "type=advanced-watchdog,id=w";
    @TempDir
    private static Path folder;
    private static Awd awd;
    private static ShellSocket shell;
    private static SteadyPeer peer;
    private static JmxClient jmx;
    private static int port;
    private static Set<Integer> listeningBefore;

    @BeforeAll
    static void start() throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "system_reset\n");
        port = SocketTable.freePort();
        awd = Awd.start(folder, List.of("-name", "edge1", "-chardev", "socket,id=h,host=127.0.0.1,port=" + port + ",server=on,wait=off",
                "-chardev", "file,id=out,path=" + folder.resolve("sent"), "-object", "iothread,id=io", "-object",
                "advanced-watchdog,id=w,server=on,awd_node=h,notification_node=out,opt_script=" + script + ",iothread=io,pulse_interval=200,timeout=5000"));
        shell = ShellSocket.of(awd);
        listeningBefore = SocketTable.listening(awd.pid());
        jmx = JmxClient.attach(awd.pid());
        peer = SteadyPeer.to(port);
        Eventually.holds(() -> assertThat(jmx.get(WATCHDOG, "state")).isEqualTo("alive"));
    }

    @AfterAll
    static void stop() throws Exception {
        Closing.all(jmx, peer, awd);
    }

    @Test
    void noPortIsOpenForJmxUntilSomebodyAttaches() throws Exception {
        assertThat(listeningBefore).containsExactly(port);
        assertThat(system().keySet().stream().map(String::valueOf)).noneMatch(name -> name.startsWith("com.sun.management.jmxremote.port"));
    }

    private static Map<?, ?> system() throws IOException, JMException {
        return ((TabularData) jmx.server().getAttribute(new ObjectName("java.lang:type=Runtime"), "SystemProperties"))
                .values().stream().map(CompositeData.class::cast)
                .collect(Collectors.toMap(row -> row.get("key"), row -> row.get("value")));
    }

    @Test
    void everyInstanceAndTheContainerHasItsBean() throws Exception {
        assertThat(jmx.beans()).containsExactlyInAnyOrder("type=container", WATCHDOG, "type=chardev,id=h", "type=chardev,id=out", "type=iothread,id=io",
                "type=opt-script,id=w,role=opt", "type=notifier-chardev,id=out", "type=shell,id=shell0");
        assertThat(jmx.get("type=container", "name")).isEqualTo("edge1");
        assertThat((String[]) jmx.get("type=container", "objects")).containsExactly("iothread io", "advanced-watchdog w", "shell shell0");
        assertThat((String[]) jmx.get("type=container", "chardevs")).containsExactly("socket h", "file out");
        assertThat((String[]) jmx.get("type=container", "pending")).isEmpty();
    }

    @Test
    void theBeansTellWhatTheShellTells() throws Exception {
        assertThat(jmx.get(WATCHDOG, "server")).isEqualTo(true);
        assertThat((String[]) jmx.get(WATCHDOG, "awd_node")).containsExactly("h");
        assertThat(jmx.get(WATCHDOG, "pulse_interval")).isEqualTo(200L);
        assertThat((Long) jmx.get(WATCHDOG, "age")).isBetween(0L, 5000L);
        long messages = (Long) jmx.get(WATCHDOG, "messages");
        assertThat(shell.number("w", "messages")).isGreaterThanOrEqualTo(messages).isPositive();
        assertThat(jmx.get("type=chardev,id=h", "backend")).isEqualTo("socket");
        assertThat(jmx.get("type=chardev,id=h", "connected")).isEqualTo(true);
        assertThat(jmx.get("type=chardev,id=h", "filename").toString()).startsWith("tcp:127.0.0.1:" + port + ",server=on <-> 127.0.0.1:");
        assertThat(jmx.get("type=opt-script,id=w,role=opt", "size")).isEqualTo(13);
        assertThat(jmx.get("type=notifier-chardev,id=out", "ready")).isEqualTo(true);
        assertThat(jmx.get("type=iothread,id=io", "transport")).isIn("epoll", "nio");
    }

    @Test
    void everyAttributeAndOperationIsDescribedAndFiguresHaveUnits() throws Exception {
        for (String bean : jmx.beans()) {
            MBeanInfo info = jmx.server().getMBeanInfo(JmxClient.name(bean));
            assertThat(info.getDescription()).as(bean).isNotBlank();
            assertThat(info.getAttributes()).as(bean).isNotEmpty()
                    .allSatisfy(a -> assertThat(a.getDescription()).as("%s.%s", bean, a.getName()).isNotBlank().isNotEqualTo(a.getName()));
            assertThat(Stream.of(info.getOperations())).as(bean).allSatisfy(o -> assertThat(o.getDescription()).isNotBlank().isNotEqualTo(o.getName()));
        }
        for (String name : List.of("pulse_interval", "timeout", "age", "margin", "last_stall")) {
            unit(WATCHDOG, name, "ms");
        }
        for (String name : List.of("bytes_in", "bytes_out")) {
            unit("type=chardev,id=h", name, "bytes");
        }
        unit("type=opt-script,id=w,role=opt", "size", "bytes");
    }

    private static void unit(String bean, String attribute, String unit) throws Exception {
        MBeanAttributeInfo info = Stream.of(jmx.server().getMBeanInfo(JmxClient.name(bean)).getAttributes()).filter(a -> a.getName().equals(attribute))
                .findFirst().orElseThrow();
        assertThat(info.getDescriptor().getFieldValue("units")).as(attribute).isEqualTo(unit);
        assertThat(info.getDescription()).as(attribute).contains(unit);
    }

    @Test
    void onlyWhatMayChangeAtRunTimeIsWritable() throws Exception {
        assertThat(Stream.of(jmx.server().getMBeanInfo(JmxClient.name(WATCHDOG)).getAttributes()).filter(MBeanAttributeInfo::isWritable)
                .map(MBeanAttributeInfo::getName)).containsExactlyInAnyOrder("pulse_interval", "timeout",
                        "pulse", "startup_timeout", "pretimeout", "rise", "repeat", "repeat_delay", "repeat_max", "rearm", "cancel_on_recover", "step_timeout",
                        "notify_deadline", "on_error", "stall_guard", "vm_grace", "peer_timeout", "node_order");
    }

    private static void set(String attribute, Object value) throws Exception {
        jmx.server().setAttribute(JmxClient.name(WATCHDOG), new Attribute(attribute, value));
    }

    @Test
    void whatIsSetHereIsSeenInTheShellAndTheOtherWayRound() throws Exception {
        try {
            set("pulse_interval", 250L);
            set("timeout", 6000L);
            assertThat(shell.ask("qom-get w pulse_interval")).isEqualTo("250");
            assertThat(shell.ask("qom-get w timeout")).isEqualTo("6000");
            shell.ask("qom-set w pulse_interval 300");
            assertThat(jmx.get(WATCHDOG, "pulse_interval")).isEqualTo(300L);
        } finally {
            set("pulse_interval", 200L);
            set("timeout", 5000L);
        }
    }

    @Test
    void aBadValueIsRefusedInWordsThatAClientWithoutAwdsClassesReads() {
        assertThatThrownBy(() -> Class.forName("io.awd.api.object.AwdException")).isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> set("timeout", 0L)).isInstanceOf(InvalidAttributeValueException.class)
                .hasMessage("Property 'advanced-watchdog.timeout' requires a positive value");
        assertThatThrownBy(() -> set("timeout", -1L)).isInstanceOf(InvalidAttributeValueException.class)
                .hasMessage("Parameter 'timeout' expects a uint64 value");
        assertThatThrownBy(() -> set("pulse_interval", 4294967296L)).isInstanceOf(InvalidAttributeValueException.class)
                .hasMessage("Parameter 'pulse_interval' expects uint32_t");
        assertThatThrownBy(() -> set("timeout", "abc")).isInstanceOf(InvalidAttributeValueException.class)
                .hasMessage("Parameter 'timeout' expects a uint64 value");
        assertThatThrownBy(() -> set("awd_node", "out")).isInstanceOf(AttributeNotFoundException.class)
                .hasMessage("Property 'awd_node' cannot be set at run time");
        assertThatThrownBy(() -> set("nosuch", "x")).isInstanceOf(AttributeNotFoundException.class)
                .hasMessage("Property 'advanced-watchdog.nosuch' not found");
        assertThat(shell.ask("qom-get w timeout")).isEqualTo("5000");
    }

    @Test
    void theContainerAddsAndRemovesAsTheShellDoes() throws Exception {
        MBeanInfo info = jmx.server().getMBeanInfo(JmxClient.name("type=container"));
        assertThat(Stream.of(info.getOperations()).map(MBeanOperationInfo::getName)).containsExactlyInAnyOrder("objectAdd", "objectDel", "chardevAdd",
                "chardevRemove");
        jmx.call("chardevAdd", "null,id=c");
        jmx.call("objectAdd", "advanced-watchdog,id=v,awd_node=c");
        assertThat(jmx.beans()).contains("type=chardev,id=c", "type=advanced-watchdog,id=v");
        assertThat(shell.ask("info watchdogs")).containsPattern("(?m)^v +waiting");
        refused("objectAdd", "advanced-watchdog,id=v,awd_node=c", "attempt to add duplicate property 'v' to object (type 'container')");
        refused("chardevRemove", "c", "Chardev 'c' is busy");
        jmx.call("objectDel", "v");
        jmx.call("chardevRemove", "c");
        assertThat(jmx.beans()).doesNotContain("type=chardev,id=c", "type=advanced-watchdog,id=v");
        assertThat(shell.ask("info chardev")).doesNotContain("c: ");
    }

    @Test
    void whatTheContainerRefusesIsSaidAsInTheShell() throws Exception {
        Set<String> before = jmx.beans();
        refused("objectAdd", "nosuch,id=a", "Parameter 'qom-type' does not accept value 'nosuch'");
        refused("objectAdd", "advanced-watchdog,id=a,awd_node=h", "Device 'h' is in use");
        refused("objectAdd", "iothread,id=a,foo=1", "Parameter 'foo' is unexpected");
        refused("objectDel", "nosuch", "object 'nosuch' not found");
        refused("objectDel", "io", "object 'io' is in use, can not be deleted");
        refused("chardevAdd", "socket,id=a,host=127.0.0.1,port=70000", "address resolution failed for 127.0.0.1:70000: Servname not supported for ai_socktype");
        refused("chardevRemove", "nosuch", "Chardev 'nosuch' not found");
        assertThat(jmx.beans()).isEqualTo(before);
    }

    private static void refused(String operation, String argument, String message) {
        assertThatThrownBy(() -> jmx.call(operation, argument)).isInstanceOf(MBeanException.class).hasMessage(message)
                .satisfies(e -> assertThat(((MBeanException) e).getTargetException()).hasMessage(message));
    }

    @Test
    void expiryAndRecoveryAreNotified() throws Exception {
        Queue<Notification> heard = new ConcurrentLinkedQueue<>();
        jmx.server().addNotificationListener(JmxClient.name(WATCHDOG), (notification, handback) -> heard.add(notification), null, null);
        try {
            set("timeout", 1000L);
            peer.silence();
            Notification expired = await(heard, "io.awd.expired");
            assertThat(expired.getMessage()).startsWith("expired: no message for ").contains("(timeout 1000 ms)");
            assertThat(expired.getSource()).isEqualTo(JmxClient.name(WATCHDOG));
            CompositeData data = (CompositeData) expired.getUserData();
            assertThat(data.get("reason")).isEqualTo("timeout");
            assertThat((Long) data.get("age")).isGreaterThanOrEqualTo(1000L);
            peer.speak();
            Notification recovered = await(heard, "io.awd.recovered");
            assertThat(recovered.getSequenceNumber()).isGreaterThan(expired.getSequenceNumber());
            assertThat(recovered.getTimeStamp()).isGreaterThanOrEqualTo(expired.getTimeStamp());
            assertThat(jmx.get(WATCHDOG, "last_expiry")).isNotNull();
            assertThat((Long) jmx.get("type=opt-script,id=w,role=opt", "runs")).isPositive();
            assertThat((Long) jmx.get("type=notifier-chardev,id=out", "sent")).isPositive();
        } finally {
            peer.speak();
            set("timeout", 5000L);
        }
    }

    private static Notification await(Queue<Notification> heard, String type) {
        Eventually.holds(() -> assertThat(heard).extracting(Notification::getType).contains(type));
        return heard.stream().filter(n -> n.getType().equals(type)).findFirst().orElseThrow();
    }
}
