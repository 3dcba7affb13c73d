package io.awd.jmx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.awd.api.event.Event;
import io.awd.api.object.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventNotificationTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final Beans beans = new Beans(new FakeContainer(), server);
    private final List<Notification> received = new ArrayList<>();
    private ObjectName name;

    @BeforeEach
    void listen() throws Exception {
        name = new ObjectName("io.awd:type=advanced-watchdog,id=heart1");
        beans.live(FakeObject.heart("heart1"));
        server.addNotificationListener(name, (notification, handback) -> received.add(notification), null, null);
    }

    private static Event event(Kind kind, String type, String id, String role, Map<String, Object> data) {
        return new Event(42, TIME, kind, type, id, role, "expired", "heart1 expired: no message for 5000 ms", data, false);
    }

    private static Event expired(Map<String, Object> data) {
        return event(Kind.OBJECT, "advanced-watchdog", "heart1", "", data);
    }

    @Test
    void anEventIsANotificationOfItsInstance() {
        beans.event(expired(Map.of()));

        assertThat(received).singleElement().satisfies(n -> {
            assertThat(n.getType()).isEqualTo("io.awd.expired");
            assertThat(n.getSource()).isEqualTo(name);
            assertThat(n.getSequenceNumber()).isEqualTo(42);
            assertThat(n.getTimeStamp()).isEqualTo(TIME.toEpochMilli());
            assertThat(n.getMessage()).isEqualTo("heart1 expired: no message for 5000 ms");
            assertThat(((CompositeData) n.getUserData()).getCompositeType().keySet()).containsExactly("name");
            assertThat(((CompositeData) n.getUserData()).get("name")).isEqualTo("expired");
        });
    }

    @Test
    void itsDataAreOpenValues() {
        beans.event(expired(Map.of("age_ms", 5001L, "stalls", 2, "share", 0.25, "armed", true, "reason", "timeout",
                "paths", List.of("h1", "h2"), "protocol", Heart.Protocol.SYSTEMD_NOTIFY)));

        CompositeData data = (CompositeData) received.get(0).getUserData();
        assertThat(data.getAll(new String[] {"age_ms", "stalls", "share", "armed", "reason", "protocol", "name"}))
                .containsExactly(5001L, 2, 0.25, true, "timeout", "systemd-notify", "expired");
        assertThat((String[]) data.get("paths")).containsExactly("h1", "h2");
    }

    @Test
    void goesToItsOwnInstanceOnly() throws Exception {
        beans.live(FakeObject.of(Kind.PART, "opt-script", "heart1", "opt"));
        beans.live(FakeObject.of(Kind.CHARDEV, "socket", "heart1", ""));
        List<Notification> parts = new ArrayList<>();
        server.addNotificationListener(new ObjectName("io.awd:type=opt-script,id=heart1,role=opt"), (n, handback) -> parts.add(n), null, null);

        beans.event(event(Kind.PART, "opt-script", "heart1", "opt", Map.of()));
        beans.event(event(Kind.PART, "opt-script", "heart1", "recover", Map.of()));
        beans.event(event(Kind.CHARDEV, "socket", "heart1", "", Map.of()));
        beans.event(event(Kind.OBJECT, "advanced-watchdog", "heart9", "", Map.of()));

        assertThat(received).isEmpty();
        assertThat(parts).hasSize(1);
    }

    @Test
    void aBrokenListenerDisturbsNoOther() throws Exception {
        List<Notification> later = new ArrayList<>();
        server.addNotificationListener(name, (notification, handback) -> {
            throw new IllegalStateException("broken");
        }, null, null);
        server.addNotificationListener(name, (notification, handback) -> later.add(notification), null, null);

        assertThatCode(() -> beans.event(expired(Map.of()))).doesNotThrowAnyException();

        assertThat(received).hasSize(1);
        assertThat(later).hasSize(1);
    }

    @Test
    void dataThatCannotBeShownCostTheUserDataOnly() {
        beans.event(expired(Map.of("", "a value without a name")));

        assertThat(received).singleElement().satisfies(n -> assertThat(n.getMessage()).contains("no message for 5000 ms"));
    }

    @Test
    void saysWhatToExpect() throws Exception {
        beans.live(FakeObject.of(Kind.CHARDEV, "socket", "h1", ""));

        assertThat(server.getMBeanInfo(name).getNotifications()).singleElement().satisfies(n -> {
            assertThat(n.getNotifTypes()).containsExactly("io.awd.expired", "io.awd.recovered", "io.awd.*");
            assertThat(n.getName()).isEqualTo("javax.management.Notification");
        });
        assertThat(server.getMBeanInfo(new ObjectName("io.awd:type=chardev,id=h1")).getNotifications()).singleElement()
                .satisfies(n -> assertThat(n.getNotifTypes()).containsExactly("io.awd.*"));
    }

    @Test
    void whatIsGoneTellsNothing() {
        beans.gone(FakeObject.heart("heart1"));

        beans.event(expired(Map.of()));

        assertThat(received).isEmpty();
    }
}
