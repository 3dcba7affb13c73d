package io.awd.jmx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.awd.api.event.Event;
import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.Attribute;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What crosses the wire must be readable without AWD's classes, and what a stopped bundle brought must not be held. */
class ForeignClientTest {
    private final FakeContainer container = new FakeContainer();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final Beans beans = new Beans(container, server);

    /** Writes and reads as RMI does, with the classes of the JDK alone. */
    private static <T> T received(T sent) throws Exception {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(wire)) {
            out.writeObject(sent);
        }
        try (ObjectInputStream in = new PlainJdkInput(new ByteArrayInputStream(wire.toByteArray()))) {
            @SuppressWarnings("unchecked")
            T copy = (T) in.readObject();
            return copy;
        }
    }

    private static final class PlainJdkInput extends ObjectInputStream {
        PlainJdkInput(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws ClassNotFoundException {
            return Class.forName(description.getName(), false, ClassLoader.getPlatformClassLoader());
        }
    }

    @Test
    void readsDescriptionsValuesAndNotifications() throws Exception {
        ObjectName name = new ObjectName("io.awd:type=advanced-watchdog,id=heart1");
        List<Notification> sent = new ArrayList<>();
        beans.live(FakeObject.heart("heart1"));
        server.addNotificationListener(name, (notification, handback) -> sent.add(notification), null, null);
        beans.event(new Event(1, Instant.EPOCH, Kind.OBJECT, "advanced-watchdog", "heart1", "", "expired", "expired",
                Map.of("protocol", Heart.Protocol.AUTO), false));

        assertThat(received(server.getMBeanInfo(name))).isEqualTo(server.getMBeanInfo(name));
        MBeanInfo containers = server.getMBeanInfo(new ObjectName("io.awd:type=container"));
        assertThat(received(containers)).isEqualTo(containers);
        assertThat(received(server.getAttributes(name, new String[] {"timeout", "dialect", "paths"}))).hasSize(3);
        assertThat(received(sent.get(0)).getMessage()).isEqualTo("expired");
    }

    @Test
    void readsRefusals() throws Exception {
        FakeObject heart = FakeObject.heart("heart1");
        heart.fault = new FaultOfOurs();
        beans.live(heart);
        ObjectName name = new ObjectName("io.awd:type=advanced-watchdog,id=heart1");
        container.refusal = Optional.of(new AwdException("Device 'nope' not found", new FaultOfOurs()));

        assertThat(received(catchThrowable(() -> server.setAttribute(name, new Attribute("timeout", 1L)))))
                .hasMessage("Device 'nope' not found");
        assertThat(received(catchThrowable(() -> server.invoke(new ObjectName("io.awd:type=container"), "objectAdd",
                new Object[] {"iothread,id=a"}, new String[] {"java.lang.String"})))).hasMessage("Device 'nope' not found");
        assertThat(received(catchThrowable(() -> server.getAttribute(name, "state")))).hasMessageContaining("broken in our own way");
        container.refusal = Optional.empty();
        container.fault = new FaultOfOurs();
        assertThat(received(catchThrowable(() -> server.setAttribute(name, new Attribute("timeout", 1L)))))
                .hasMessageContaining("broken in our own way");
    }

    private static final class FaultOfOurs extends RuntimeException {
        FaultOfOurs() {
            super("broken in our own way");
        }
    }

    @Test
    void nothingOfAStoppedBundleIsHeld() throws Exception {
        WeakReference<Class<?>> enumOfTheBundle = comeAndGo();

        long deadline = System.nanoTime() + 20_000_000_000L;
        while (enumOfTheBundle.get() != null && System.nanoTime() < deadline) {
            System.gc();
            Thread.onSpinWait();
        }
        assertThat(enumOfTheBundle.get() == null).as("the bundle's enum is gone").isTrue();
        assertThat(server.getMBeanCount()).as("the delegate and the container").isEqualTo(2);
    }

    /** A description whose classes were loaded by a class loader of its own, as a bundle's are. */
    private WeakReference<Class<?>> comeAndGo() throws Exception {
        URL classes = Heart.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader bundle = new OwnHeart(classes)) {
            Class<?> protocol = bundle.loadClass("io.awd.jmx.internal.Heart$Protocol");
            assertThat(protocol).isNotSameAs(Heart.Protocol.class);
            TypeDescription model = new Heart(Kind.OBJECT, "advanced-watchdog").description();
            TypeDescription type = new TypeDescription(model.kind(), model.name(), model.text(),
                    List.of(withType(model, protocol)), List.of(), model.record());
            FakeObject object = new FakeObject(Kind.OBJECT, "advanced-watchdog", "heart1", "", type);
            object.properties.put("protocol", protocol.getEnumConstants()[0]);
            beans.live(object);
            ObjectName name = new ObjectName("io.awd:type=advanced-watchdog,id=heart1");
            assertThat(server.getAttribute(name, "protocol")).isEqualTo("auto");
            beans.gone(object);
            return new WeakReference<>(protocol);
        }
    }

    private static PropertyDescription withType(TypeDescription model, Class<?> javaType) {
        PropertyDescription p = model.property("protocol").orElseThrow();
        return new PropertyDescription(p.name(), p.text(), p.type(), p.defaultValue(), p.required(), p.min(), p.max(),
                p.unit(), p.settable(), p.secret(), p.values(), javaType, p.list(), p.optional(), p.link(), p.part(), p.partAlways(), p.words());
    }

    private static final class OwnHeart extends URLClassLoader {
        OwnHeart(URL classes) {
            super(new URL[] {classes}, OwnHeart.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.endsWith("Heart$Protocol")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }
}
