package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.optscript.Expiry;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @Test
    void itGivesBackWhatItHolds() throws Exception {
        Watchdog first = triggered("heart1").watchdog();
        made("heart1");
        assertThat(triggered("other").scripts()).as("heart1 has acted for the group").isEmpty();
        first.close();
        assertThat(triggered("another").scripts()).hasSize(1);
    }

    @Test
    void butNotWhatItsSuccessorHolds() throws Exception {
        Watchdog first = triggered("heart1").watchdog();
        Watchdog second = triggered("heart1").watchdog();
        first.close();
        assertThat(triggered("other").scripts()).as("heart1 has acted for the group").isEmpty();
        second.close();
        assertThat(triggered("another").scripts()).hasSize(1);
    }

    private record Triggered(Watchdog watchdog, List<Expiry> scripts) {
    }

    private Bench made(String id) throws Exception {
        Bench bench = new Bench("timeout=1000,protocol=notify,exclusive=vm1");
        bench.id = id;
        watchdogs.create(bench, "awd_node");
        return bench;
    }

    /** One of a group whose peer asks for its expiry. */
    private Triggered triggered(String id) throws Exception {
        Bench bench = made(id);
        Watchdog watchdog = watchdogs.live(id).orElseThrow();
        bench.line.connect();
        bench.line.send("WATCHDOG=1\nWATCHDOG=trigger\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(watchdog.status().state()).isEqualTo(State.EXPIRED);
        return new Triggered(watchdog, bench.scripts);
    }
}
