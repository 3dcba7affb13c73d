package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.AwdException;
import org.junit.jupiter.api.Test;

/** The shortest timeout that is promised to work, on a virtual clock: it is far below the least length of a stall. */
class TenMillisecondsTest {
    private static final long STALL = 51;
    private final Bench bench = new Bench("server=on,pulse_interval=2,timeout=10");
    private final Watchdog watchdog;

    TenMillisecondsTest() throws AwdException {
        watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
    }

    @Test
    void aPeerThatIsHeardJustInTimeNeverExpires() {
        for (int i = 0; i < 10_000; i++) {
            bench.loop.pass(9);
            bench.pulseArrives();
        }
        assertThat(watchdog.status().expiries()).isZero();
        assertThat(watchdog.status().smallestMargin()).contains(1L);
    }

    @Test
    void silenceFiresAtTheMillisecond() {
        bench.loop.pass(9);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).singleElement().satisfies(expiry -> assertThat(expiry.ageMillis()).isEqualTo(10));
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void eachSilenceFiresOnce() {
        for (int i = 1; i <= 100; i++) {
            bench.loop.pass(10);
            assertThat(bench.scripts).hasSize(i);
            bench.pulseArrives();
            assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        }
        assertThat(watchdog.status().recoveries()).isEqualTo(100);
    }

    /** Too short to be called a stall, and yet four timeouts long: what had arrived is read before anything is decided. */
    @Test
    void aLoopThatIsLateReadsFirst() {
        for (int i = 0; i < 100; i++) {
            bench.loop.arrives(bench::pulseArrives);
            bench.loop.freeze(40);
        }
        assertThat(watchdog.status().expiries()).isZero();
        assertThat(watchdog.status().stalls()).isZero();
    }

    @Test
    void aStallGivesOneFreshTimeoutAndNoMore() {
        bench.loop.pass(5);
        bench.loop.freeze(STALL + 5);
        assertThat(bench.scripts).isEmpty();
        assertThat(watchdog.status().stalls()).isEqualTo(1);
        bench.loop.pass(9);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void pulsesKeepTheirRhythm() {
        long before = bench.line.taken;
        bench.loop.pass(1000);
        assertThat(bench.line.taken - before).isEqualTo(500);
    }
}
