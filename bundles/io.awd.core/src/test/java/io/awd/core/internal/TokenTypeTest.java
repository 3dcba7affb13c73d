package io.awd.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

class TokenTypeTest {
    private final IoThreads ioThreads = new IoThreads();
    private final Container container = new Container(proxy(BundleContext.class, Map.of("getBundles", new Bundle[0])), ioThreads);
    private final ServiceReference<?> service = service();
    private final TokenType type = at("2026-01-02T03:04:05.678901Z");

    TokenTypeTest() {
        container.addType(service, type);
    }

    @AfterEach
    void end() {
        container.deactivate();
        ioThreads.close();
    }

    private static TokenType at(String time) {
        return new TokenType(Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private static ServiceReference<?> service() {
        Bundle of = proxy(Bundle.class, Map.of("getVersion", Version.emptyVersion, "getBundleId", 1L));
        return proxy(ServiceReference.class, Map.of("getBundle", of));
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> answers.get(method.getName());
        }));
    }

    private void add(String text) throws AwdException {
        container.add(List.of(Definition.object(text)), 0);
    }

    private Object attribute(String name) throws AwdException {
        return container.find(Kind.OBJECT, "vm1").status().get(name);
    }

    @Test
    void whoComesFirstHasIt() throws Exception {
        add("token,id=vm1,note=node A");
        assertThatThrownBy(() -> add("token,id=vm1,note=node B")).hasMessage("attempt to add duplicate property 'vm1' to object (type 'container')");
        assertThat(container.find(Kind.OBJECT, "vm1").properties()).containsEntry("note", "node A");
        assertThat(attribute("since")).isEqualTo("2026-01-02T03:04:05.678Z");
    }

    @Test
    void ofManyAtOnceOneHasIt() throws Exception {
        AtomicInteger had = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> nodes = IntStream.range(0, 16).mapToObj(i -> new Thread(() -> {
            try {
                go.await(10, TimeUnit.SECONDS);
                add("token,id=vm1");
                had.incrementAndGet();
            } catch (AwdException | InterruptedException e) {
                assertThat(e).hasMessageContaining("duplicate");
            }
        })).toList();
        nodes.forEach(Thread::start);
        go.countDown();
        for (Thread node : nodes) {
            node.join(10_000);
        }
        assertThat(had).hasValue(1);
    }

    @Test
    void itCanBeTakenAgainWhenItWasGivenBack() throws Exception {
        add("token,id=vm1");
        container.delete(Kind.OBJECT, "vm1");
        add("token,id=vm1");
        assertThat(container.list(Kind.OBJECT)).hasSize(1);
    }

    @Test
    void itIsStillTakenWhileItsBundleIsSwappedAndWasTakenWhenItWas() throws Exception {
        add("token,id=vm1");
        container.removeType(service, type);
        assertThatThrownBy(() -> add("token,id=vm1")).isInstanceOf(AwdException.class);
        container.addType(service(), at("2030-01-01T00:00:00Z"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (container.find(Kind.OBJECT, "vm1").pending().isPresent() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(attribute("since")).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThatThrownBy(() -> add("token,id=vm1")).hasMessageContaining("duplicate");
    }

    @Test
    void itTakesNothingButANote() {
        assertThatThrownBy(() -> add("token,id=vm1,owner=me")).hasMessage("Parameter 'owner' is unexpected");
    }
}
