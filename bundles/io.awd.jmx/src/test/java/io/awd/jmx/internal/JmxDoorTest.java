package io.awd.jmx.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.ContainerListener;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class JmxDoorTest {
    private final List<Object> services = new ArrayList<>();

    /** Knows how to register one service, and tells it of an instance as the container does. */
    private BundleContext context() {
        ServiceRegistration<?> registration = (ServiceRegistration<?>) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {ServiceRegistration.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("unregister");
                    services.clear();
                    return null;
                });
        return (BundleContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    assertThat((String[]) arguments[0]).containsExactly("io.awd.api.object.ContainerListener",
                            "io.awd.api.event.EventListener");
                    services.add(arguments[1]);
                    ((ContainerListener) arguments[1]).live(FakeObject.heart("heart1"));
                    return registration;
                });
    }

    private static Set<String> names() throws Exception {
        return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("io.awd:*"), null).stream().map(ObjectName::toString)
                .collect(Collectors.toSet());
    }

    @Test
    void listensAndShowsOnThePlatformServerUntilItIsClosed() throws Exception {
        JmxDoor door = new JmxDoor(context(), new FakeContainer());
        try {
            assertThat(services).hasSize(1);
            assertThat(names()).containsExactlyInAnyOrder("io.awd:type=container", "io.awd:type=advanced-watchdog,id=heart1");
        } finally {
            door.close();
        }
        assertThat(services).isEmpty();
        assertThat(names()).isEmpty();
    }
}
