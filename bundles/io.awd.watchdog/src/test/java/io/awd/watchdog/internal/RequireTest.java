package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.health.Health;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** {@code require}: an expiry is acted on only if the witnesses were heard meanwhile. */
class RequireTest {
    private static final long MILLI = 1_000_000L;
    private Bench bench;
    private Watchdog watchdog;
    private long witnessHeard;
    private Optional<String> judgement = Optional.empty();

    private void start(String options) throws Exception {
        bench = new Bench("require=w,pulse_interval=100,timeout=1000," + options);
        bench.witnesses.put("w", (Health) since -> judgement.isPresent() ? judgement
                : witnessHeard - since >= 0 ? Optional.empty() : Optional.of("its peer is silent"));
        watchdog = bench.open();
        bench.line.connect();
    }

    private State state() {
        return watchdog.status().state();
    }

    /** Lets time pass; the witness speaks each so many ms, the peer too unless that is 0. */
    private void pass(int millis, int witness, int peer) {
        for (int i = 1; i <= millis; i++) {
            bench.loop.pass(1);
            if (witness > 0 && i % witness == 0) {
                witnessHeard = bench.loop.now();
            }
            if (peer > 0 && i % peer == 0) {
                bench.pulseArrives();
            }
        }
    }

    /** For how long it had been paused before nothing was known of it is not what it is held up by. */
    @Test
    void anIsolationIsHeldUpByWhatItSaw() throws Exception {
        start("vm=vm0");
        pass(500, 100, 100);
        bench.vm.is("paused");
        bench.loop.pass(7_200_000);
        bench.vm.dies();
        pass(3000, 0, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        pass(200, 100, 0);
        bench.vm.is("paused");
        pass(100, 100, 0);
        bench.vm.is("running");
        pass(35_000, 100, 0);
        assertThat(state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void whoNeverSpokeAndIsResetWhileItPausesHasTheTimeOfAStart() throws Exception {
        start("vm=vm0,startup_timeout=60000,vm_grace=2000");
        pass(60_000, 0, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        bench.vm.is("paused");
        bench.vm.event("RESET");
        pass(5000, 100, 0);
        bench.vm.is("running");
        pass(59_999, 100, 0);
        assertThat(bench.scripts).isEmpty();
        // the line was cut all through the silence but for the end
        pass(35_000, 100, 0);
        assertThat(bench.scripts).extracting(expiry -> expiry.reason()).containsExactly("startup-timeout");
    }

    @Test
    void aTimeoutThatIsSetDuringAnIsolationHolds() throws Exception {
        start("");
        pass(500, 100, 100);
        pass(3000, 0, 0);
        pass(500, 100, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        bench.set(watchdog, "require=w,pulse_interval=100,timeout=20000");
        pass(20_000, 100, 0);
        assertThat(bench.scripts).isEmpty();
        pass(1000, 100, 0);
        assertThat(bench.scripts).hasSize(1);
    }

    /** However often it pauses, and for how long: the time in which it runs and is silent counts. */
    @Property(tries = 100)
    void anIsolationEndsThoughTheVmPauses(@ForAll @IntRange(min = 10, max = 3000) int paused, @ForAll @IntRange(min = 10, max = 5000) int running) throws Exception {
        start("vm=vm0");
        pass(500, 100, 100);
        pass(10_000, 0, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        int ran = 0;
        while (state() != State.EXPIRED) {
            assertThat(ran).isLessThan(14_000);
            bench.vm.event("STOP");
            bench.vm.is("paused");
            pass(paused, 10, 0);
            bench.vm.event("RESUME");
            bench.vm.is("running");
            pass(running, 10, 0);
            ran += running;
        }
        assertThat(ran).isGreaterThanOrEqualTo(9500);
        assertThat(bench.events).doesNotContain("held", "released").contains("isolated").containsOnlyOnce("isolated");
    }

    @Test
    void aDeadPeerIsActedOnAtOnceWhileTheWitnessSpeaks() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(1001, 100, 0);
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.events).doesNotContain("isolated");
    }

    @Test
    void whoHearsNobodyIsIsolatedAndDoesNotAct() throws Exception {
        start("alert_node=alert");
        pass(1000, 100, 100);
        pass(60_000, 0, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.events).containsOnlyOnce("isolated").doesNotContain("expired");
        assertThat(bench.alerts).anyMatch(alert -> alert.contains("cut off: w: its peer is silent"));
        assertThat(watchdog.status().expiries()).isZero();
    }

    /** A witness whose own deadline is longer than ours still calls itself alive: that it was heard before the cut says nothing. */
    @Test
    void aWitnessThatWasHeardBeforeTheSilenceIsNone() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(300, 100, 0);
        pass(701, 0, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
    }

    @Test
    void thePeerThatComesBackFirstEndsIt() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(5000, 0, 0);
        pass(200, 0, 100);
        assertThat(state()).isEqualTo(State.ALIVE);
        pass(10_000, 100, 100);
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.events).containsExactly("alive", "isolated", "alive");
    }

    /** What is cut for three seconds may need three more until TCP sends again. */
    @Test
    void thePeerThatComesBackAfterTheWitnessIsWaitedFor() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(4000, 0, 0);
        pass(2900, 100, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        pass(1000, 100, 100);
        assertThat(state()).isEqualTo(State.ALIVE);
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void aPeerThatIsStillSilentWhenTheWitnessIsBackIsActedOn() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(3000, 0, 0);
        pass(3500, 100, 0);
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.scripts.get(0).text()).contains("the witnesses are heard again");
        pass(60_000, 100, 0);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aWitnessThatSpeaksOnceAndIsCutOffAgainIsNone() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(3000, 0, 0);
        pass(100, 100, 0);
        pass(60_000, 0, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void aWitnessOfWhichNothingCanBeSaidIsNone() throws Exception {
        start("");
        judgement = Optional.of("its peer is paused");
        pass(1000, 100, 100);
        pass(5000, 100, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        judgement = Optional.empty();
        pass(10_000, 100, 0);
        assertThat(state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void aStallOfOursWhileIsolatedDoesNotMakeUsAct() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(1500, 0, 0);
        pass(300, 100, 0);
        bench.loop.freeze(20_000);
        bench.loop.pass(20);
        assertThat(state()).isEqualTo(State.ISOLATED);
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void aPeerThatAsksForItsExpiryNeedsNoWitness() throws Exception {
        start("protocol=notify");
        bench.line.send("WATCHDOG=1\nWATCHDOG=trigger\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).extracting(expiry -> expiry.reason()).containsExactly("trigger");
    }

    @Test
    void stoppingPausingAndReplacingEndIt() throws Exception {
        start("");
        pass(1000, 100, 100);
        pass(2000, 0, 0);
        bench.line.send(Frame.STOPPING);
        assertThat(state()).isEqualTo(State.WAITING);
        pass(1000, 100, 100);
        pass(2000, 0, 0);
        watchdog.pause(1000);
        pass(1000, 0, 0);
        assertThat(state()).isEqualTo(State.ALIVE);
        pass(1000, 0, 0);
        assertThat(state()).isEqualTo(State.ISOLATED);
        watchdog.close();
        pass(10_000, 100, 0);
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.loop.timers()).isZero();
    }

    /** However rarely a witness speaks: a peer that is dead for good is found. */
    @Property(tries = 200)
    void aDeadPeerIsFoundInTheEnd(@ForAll @IntRange(min = 20, max = 4000) int witness, @ForAll @IntRange(min = 0, max = 6000) int cut) throws Exception {
        start("");
        pass(1000, witness, 100);
        pass(cut, 0, 0);
        pass(60_000, witness, 0);
        assertThat(bench.scripts).hasSize(1);
    }

    /** Whatever is cut for however long, a peer that speaks is not acted on, even if its first sign comes as late again as the line was cut. */
    @Property(tries = 200)
    void whoIsCutOffDoesNotAct(@ForAll @IntRange(min = 1, max = 20_000) int cut, @ForAll @IntRange(min = 1, max = 100) int witness) throws Exception {
        start("");
        pass(1000, witness, 100);
        // both are cut at the same moment; what the witness said last came up to its interval before
        pass(cut, 0, 0);
        pass(Math.max(1, cut - 100), witness, 0);
        pass(5000, witness, 100);
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void aWatchdogIsAWitnessWhileItsPeerIsAlive() throws Exception {
        Bench other = new Bench("timeout=1000");
        Watchdog witness = other.open();
        other.line.connect();
        assertThat(witness.unwell(other.loop.now())).contains("its peer is waiting");
        other.pulseArrives();
        assertThat(witness.unwell(other.loop.now())).isEmpty();
        other.loop.pass(500);
        assertThat(witness.unwell(other.loop.now() - 500 * MILLI)).isEmpty();
        assertThat(witness.unwell(other.loop.now() - 499 * MILLI)).contains("its peer was last heard 500 ms ago");
        other.loop.pass(500);
        assertThat(witness.unwell(other.loop.now() - 5000 * MILLI)).contains("its peer is expired");
    }
}
