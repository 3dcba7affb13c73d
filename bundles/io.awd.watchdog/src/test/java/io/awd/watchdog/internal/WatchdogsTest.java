package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Which watchdogs are taken for living. */
class WatchdogsTest {
    private final Watchdogs watchdogs = new Watchdogs(proxy(BundleContext.class, proxy(ServiceRegistration.class, null)));

    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(WatchdogsTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
    }

    @AfterEach
    void close() {
        watchdogs.close();
    }

    /** As when the io thread of the one that was deleted was held up for longer than a deletion waits. */
    @Test
    void oneThatEndsLateDoesNotTakeItsSuccessorAlong() throws Exception {
        Watchdog first = (Watchdog) watchdogs.create(new Bench(true, 1000, 5000), "awd_node");
        Watchdog second = (Watchdog) watchdogs.create(new Bench(true, 1000, 5000), "awd_node");

        first.close();
        assertThat(watchdogs.live("heart1")).containsSame(second);

        second.close();
        assertThat(watchdogs.live("heart1")).isEmpty();
    }
}
