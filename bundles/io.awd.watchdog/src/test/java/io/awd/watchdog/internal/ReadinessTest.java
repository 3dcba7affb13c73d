package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a watchdog could not act is told long before the day, once, and again when it is mended. */
class ReadinessTest {
    private final Bench bench = new Bench("timeout=1000,pulse=off,alert_node=alert");

    @Test
    void anObstacleThatStaysIsToldOnce() throws Exception {
        Watchdog watchdog = bench.open();
        bench.scriptNotReady = Optional.of("mon: not connected");
        watchdog.lookWhetherReady();
        assertThat(bench.events).doesNotContain("not-ready");
        for (int i = 0; i < 5; i++) {
            watchdog.lookWhetherReady();
        }
        assertThat(bench.events).containsOnlyOnce("not-ready");
        assertThat(bench.alerts).containsExactly("AWD heart1: could not act: mon: not connected\n");
        assertThat(watchdog.status().notReady()).contains("mon: not connected");
        assertThat(watchdog.status().ready()).isFalse();
    }

    @Test
    void thatItIsMendedIsToldToo() throws Exception {
        Watchdog watchdog = bench.open();
        bench.scriptNotReady = Optional.of("mon: not connected");
        watchdog.lookWhetherReady();
        watchdog.lookWhetherReady();
        bench.scriptNotReady = Optional.empty();
        watchdog.lookWhetherReady();
        watchdog.lookWhetherReady();
        assertThat(bench.events).containsOnlyOnce("not-ready").containsOnlyOnce("ready");
        assertThat(watchdog.status().ready()).isTrue();
    }

    @Test
    void whatIsMendedBetweenTwoLooksIsNoNews() throws Exception {
        Watchdog watchdog = bench.open();
        for (int i = 0; i < 5; i++) {
            bench.scriptNotReady = Optional.of("mon: not connected");
            watchdog.lookWhetherReady();
            bench.scriptNotReady = Optional.empty();
            watchdog.lookWhetherReady();
        }
        assertThat(bench.events).doesNotContain("not-ready", "ready");
    }

    @Test
    void anotherReasonIsNews() throws Exception {
        Watchdog watchdog = bench.open();
        bench.scriptNotReady = Optional.of("mon: not connected");
        watchdog.lookWhetherReady();
        watchdog.lookWhetherReady();
        bench.scriptNotReady = Optional.of("script s does not read any more");
        watchdog.lookWhetherReady();
        watchdog.lookWhetherReady();
        assertThat(bench.alerts).hasSize(2).last().asString().contains("does not read any more");
    }

    @Test
    void anExpiryWaitsForTheBundleOfOptScripts() throws Exception {
        bench.scriptThere = false;
        Watchdog watchdog = bench.open();
        bench.pulseArrives();
        bench.loop.pass(5000);
        assertThat(bench.scripts).isEmpty();
        bench.scriptThere = true;
        watchdog.relinked("opt_script");
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.scripts.get(0).reason()).isEqualTo("timeout");
        watchdog.relinked("opt_script");
        assertThat(bench.scripts).hasSize(1);
    }

    /** Whatever the host's clock says meanwhile: it is the time that passes. */
    @ParameterizedTest
    @CsvSource({"9999, 1", "10001, 0"})
    void anExpiryWaitsForItAsLongAsItMayBeSent(long millis, int sent) throws Exception {
        bench.properties = Properties.of("awd_node=h1,notification_node=out,opt_script=script,timeout=1000,pulse=off,notify_deadline=10000");
        bench.scriptThere = false;
        Watchdog watchdog = bench.open();
        bench.pulseArrives();
        bench.loop.pass(1000);
        assertThat(watchdog.status().state()).isEqualTo(State.EXPIRED);
        bench.loop.pass(millis);
        bench.scriptThere = true;
        watchdog.relinked("opt_script");
        assertThat(bench.scripts).hasSize(sent);
    }

    /** What came and left again was not there. */
    @Test
    void theTimeThatItWaitsGoesOnWhenTheBundleLeavesAgain() throws Exception {
        bench.properties = Properties.of("awd_node=h1,notification_node=out,opt_script=script,timeout=1000,pulse=off,notify_deadline=10000");
        bench.scriptThere = false;
        Watchdog watchdog = bench.open();
        bench.pulseArrives();
        bench.loop.pass(1000);
        watchdog.pause(0);
        for (boolean there : new boolean[] {true, false, true}) {
            bench.scriptThere = there;
            watchdog.relinked("opt_script");
            bench.loop.pass(6000);
        }
        watchdog.resume();
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.onRecord).doesNotContainKey("waiting_cause");
    }

    /** Expired before a swap, its script is there after it, and the successor has heard nothing for half a timeout. */
    private void waitsInASuccessor() throws Exception {
        bench.properties = Properties.of("awd_node=h1,notification_node=out,opt_script=script,timeout=1000,pulse=off,notify_deadline=600000");
        bench.scriptThere = false;
        Watchdog watchdog = bench.open();
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.memento = watchdog.suspend();
        bench.scriptThere = true;
        bench.open();
        bench.loop.pass(500);
    }

    /** While this process stands still nobody can be heard, and one whose connection broke meanwhile has yet to come back. */
    @Test
    void whatWaitedIsNotSentRightAfterAStall() throws Exception {
        waitsInASuccessor();
        bench.loop.freeze(60_000);
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void norRightAfterTheHostWasSuspended() throws Exception {
        waitsInASuccessor();
        bench.suspended += 60_000_000_000L;
        bench.loop.pass(1499);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void thatNobodyWasEverHeardIsToldAfterThreeTimeouts() throws Exception {
        Watchdog watchdog = bench.open();
        bench.loop.pass(3000);
        watchdog.lookWhetherReady();
        watchdog.lookWhetherReady();
        assertThat(bench.events).doesNotContain("not-ready");
        assertThat(watchdog.status().ready()).isTrue();
        bench.loop.pass(1);
        watchdog.lookWhetherReady();
        watchdog.lookWhetherReady();
        assertThat(bench.alerts).containsExactly("AWD heart1: could not act: nobody was heard within three timeouts of the start\n");
        assertThat(watchdog.status().ready()).isFalse();
        bench.pulseArrives();
        watchdog.lookWhetherReady();
        assertThat(watchdog.status().ready()).isTrue();
    }

    @Test
    void aPeerThatIsBackMeanwhileNeedsNoScript() throws Exception {
        bench.scriptThere = false;
        Watchdog watchdog = bench.open();
        bench.pulseArrives();
        bench.loop.pass(5000);
        bench.pulseArrives();
        bench.scriptThere = true;
        watchdog.relinked("opt_script");
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void aDrillRunsTheScriptAndLeavesTheStateAlone() throws Exception {
        Watchdog watchdog = bench.open();
        assertThat(watchdog.drill()).isEqualTo("heart1-0-1");
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.scripts.get(0).reason()).isEqualTo("manual");
        assertThat(watchdog.status().expiries()).isZero();
        assertThat(watchdog.status().state()).isEqualTo(State.WAITING);
    }
}
