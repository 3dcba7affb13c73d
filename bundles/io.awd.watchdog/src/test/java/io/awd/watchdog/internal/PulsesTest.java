package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.awd.api.chardev.Reader;
import io.awd.api.object.AwdException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PulsesTest {
    private static final int PULSES = 10_000;
    private static final long INTERVAL = 10;

    /** A pulse out and the timers of both sides of the heartbeat: no object is made. */
    @Test
    void sendingAllocatesNothing() throws AwdException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Bench bench = new Bench("server=on,timeout=100,pulse_interval=" + INTERVAL);
        bench.open();
        bench.line.connect();
        bench.line.keeping = false;
        exchange(bench);
        long taken = bench.line.taken;
        long before = threads.getCurrentThreadAllocatedBytes();

        exchange(bench);

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(bench.line.taken - taken).isEqualTo(PULSES);
        assertThat(bench.scripts).isEmpty();
        assertThat(allocated).as("bytes allocated for %d pulses, one message after each", PULSES).isLessThan(2 * PULSES);
    }

    private static void exchange(Bench bench) {
        Reader reader = bench.line.reader.orElseThrow();
        ByteBuffer pulse = ByteBuffer.wrap(Frame.PULSE);
        for (int i = 0; i < PULSES; i++) {
            bench.loop.pass(INTERVAL);
            reader.received(pulse.clear(), bench.loop.now());
        }
    }
}
