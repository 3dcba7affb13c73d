package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vm}: what QEMU tells of the guest's machine holds or restarts the deadline, and says what broke. */
class VmTest {
    private Bench bench;
    private Watchdog watchdog;

    private void start(String options) throws Exception {
        bench = new Bench("vm=vm0,pulse_interval=100,timeout=1000,vm_grace=5000," + options);
        watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
    }

    private State state() {
        return watchdog.status().state();
    }

    private List<String> reasons() {
        return bench.scripts.stream().map(expiry -> expiry.reason()).toList();
    }

    /** Not before so many ms, and then at once. */
    private void expiresIn(long millis) {
        bench.loop.pass(millis - 1);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aSilentGuestOfAQemuThatAnswers() throws Exception {
        start("script.guest_silent=g");
        bench.loop.pass(999);
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1);
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.special("script.guest-silent")).extracting(expiry -> expiry.reason()).containsExactly("guest-silent");
        assertThat(bench.scripts).isEmpty();
        assertThat(watchdog.status().lastReason()).contains(Reason.GUEST_SILENT);
        assertThat(watchdog.status().reason()).contains("no message for 1000 ms").contains("QEMU answers, the VM is running");
    }

    @Test
    void aQemuThatIsGoneOrSilent() throws Exception {
        start("");
        bench.vm.dies();
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("qemu-silent");
        bench.vm.answers();
        bench.pulseArrives();
        bench.vm.freezes();
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("qemu-silent", "qemu-silent");
    }

    @ParameterizedTest
    @CsvSource({"STOP,RESUME", "SUSPEND,WAKEUP"})
    void aGuestThatDoesNotRunOnPurposeIsNotDead(String stops, String goesOn) throws Exception {
        start("");
        bench.loop.pass(900);
        bench.vm.event(stops);
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.HELD);
        assertThat(bench.scripts).isEmpty();
        bench.vm.event(goesOn);
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(4001);
        assertThat(reasons()).as("it is judged again").containsExactly("guest-silent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paused", "suspended", "inmigrate", "finish-migrate", "save-vm", "restore-vm", "prelaunch", "debug", "colo"})
    void theSameIsLearntFromTheRunState(String runState) throws Exception {
        start("");
        bench.vm.is(runState);
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.HELD);
        bench.vm.is("running");
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"io-error", "internal-error", "watchdog"})
    void aVmThatFailedIsNotHeld(String runState) throws Exception {
        start("");
        bench.vm.event("STOP");
        bench.loop.pass(20);
        bench.vm.is(runState);
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("guest-silent");
        assertThat(watchdog.status().reason()).contains("the VM is " + runState);
    }

    @Test
    void aShortPauseIsNoNews() throws Exception {
        start("");
        for (int i = 0; i < 100; i++) {
            bench.vm.is("colo");
            bench.loop.pass(100);
            bench.vm.is("running");
            bench.pulseArrives();
            bench.loop.pass(100);
        }
        assertThat(bench.events).containsExactly("alive");
    }

    /** Checkpoints stop the guest again and again: only their own time is given, so that a guest that is dead behind them is found. */
    @Property(tries = 100)
    void aDeadGuestIsFoundUnderEndlessCheckpoints(@ForAll @IntRange(min = 1, max = 400) int paused, @ForAll @IntRange(min = 1, max = 400) int runs)
            throws Exception {
        start("");
        int ran = 0;
        while (bench.scripts.isEmpty() && ran <= 1000 + runs) {
            bench.vm.is("colo");
            bench.loop.pass(paused);
            bench.vm.is("running");
            bench.loop.pass(runs);
            ran += runs;
        }
        assertThat(reasons()).containsExactly("guest-silent");
        assertThat(ran).isBetween(1000, 1000 + runs);
    }

    /** What QEMU sends of a checkpoint, seen with 7.2: STOP and RESUME, and the run state of between perhaps or not at all. */
    @Test
    void checkpointsOfWhichOnlyStopAndResumeAreToldGiveNoMoreThanTheirTime() throws Exception {
        start("");
        for (int i = 0; i < 9; i++) {
            bench.vm.event("STOP");
            bench.loop.pass(270);
            bench.vm.event("RESUME");
            bench.loop.pass(100);
        }
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(100);
        assertThat(reasons()).containsExactly("guest-silent");
        assertThat(bench.events).containsExactly("alive", "expired");
    }

    @Property(tries = 100)
    void aDeadGuestIsFoundUnderEndlessPausesAndResets(@ForAll @IntRange(min = 1, max = 900) int paused, @ForAll @IntRange(min = 1, max = 900) int runs)
            throws Exception {
        start("");
        int ran = 0;
        while (bench.scripts.isEmpty() && ran <= 8000) {
            bench.vm.event("STOP");
            bench.loop.pass(paused);
            bench.vm.event("RESUME");
            bench.loop.pass(runs);
            bench.vm.event("RESET", "reason", "guest-reset");
            ran += runs;
        }
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @Test
    void aResetGivesTheGuestItsTimeToBoot() throws Exception {
        start("");
        bench.loop.pass(500);
        bench.vm.event("RESET", "reason", "guest-reset");
        bench.loop.pass(4999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @Test
    void aResetAfterTheBootWasHeardCountsAgain() throws Exception {
        start("");
        for (int i = 0; i < 3; i++) {
            bench.vm.event("RESET", "reason", "guest-reset");
            bench.loop.pass(4000);
            bench.pulseArrives();
        }
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @Test
    void aPanicIsNotWaitedFor() throws Exception {
        start("");
        bench.vm.event("GUEST_PANICKED", "action", "pause");
        assertThat(reasons()).containsExactly("guest-panicked");
        bench.vm.event("STOP");
        bench.vm.is("guest-panicked");
        bench.loop.pass(600_000);
        assertThat(reasons()).containsExactly("guest-panicked");
    }

    @Test
    void aGuestThatGoesOnAfterItsPanicHasItsTime() throws Exception {
        start("");
        bench.vm.event("GUEST_PANICKED", "action", "run");
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.events).contains("guest-panicked");
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest-shutdown", "host-qmp-quit", "host-signal", "host-ui"})
    void anEndOnPurposeIsNoExpiry(String reason) throws Exception {
        start("");
        bench.vm.event("SHUTDOWN", "reason", reason);
        bench.vm.event("STOP");
        bench.vm.dies();
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.WAITING);
        assertThat(watchdog.status().reason()).contains(reason);
        assertThat(bench.scripts).isEmpty();
        bench.vm.answers();
        bench.pulseArrives();
        bench.loop.pass(1000);
        assertThat(reasons()).as("judged again when it is back").containsExactly("guest-silent");
    }

    @Test
    void anEndByAFaultIsOne() throws Exception {
        start("");
        bench.vm.event("SHUTDOWN", "reason", "host-error");
        bench.vm.dies();
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("qemu-silent");
    }

    @Test
    void aVmThatMovedAwayIsWaitedFor() throws Exception {
        start("");
        bench.vm.event("STOP");
        bench.vm.is("finish-migrate");
        bench.vm.is("postmigrate");
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.WAITING);
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void theFirstMessageOfAVmThatIsPausedByNowHoldsToo() throws Exception {
        bench = new Bench("vm=vm0,pulse_interval=100,timeout=1000");
        watchdog = bench.open();
        bench.line.connect();
        bench.vm.event("STOP");
        bench.pulseArrives();
        bench.loop.pass(60_000);
        assertThat(bench.scripts).isEmpty();
        assertThat(state()).isEqualTo(State.HELD);
        bench.vm.event("RESUME");
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @Test
    void aPausedVmWhoseQemuIsLostIsJudgedAgain() throws Exception {
        start("");
        bench.vm.event("STOP");
        bench.loop.pass(60_000);
        bench.vm.dies();
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("qemu-silent");
    }

    @Test
    void anOperatorsPauseAndTheVms() throws Exception {
        start("");
        watchdog.pause(0);
        bench.vm.event("STOP");
        watchdog.resume();
        bench.loop.pass(60_000);
        assertThat(state()).isEqualTo(State.HELD);
        watchdog.pause(0);
        bench.vm.event("RESUME");
        bench.loop.pass(60_000);
        assertThat(state()).isEqualTo(State.PAUSED);
        watchdog.resume();
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @Test
    void aMessageWhileItIsHeldIsWelcomeAndChangesNothing() throws Exception {
        start("");
        bench.vm.event("STOP");
        bench.loop.pass(10_000);
        bench.pulseArrives();
        assertThat(state()).isEqualTo(State.HELD);
        bench.vm.event("RESUME");
        expiresIn(1000);
    }

    @Test
    void itsListenerGoesWithIt() throws Exception {
        start("");
        assertThat(bench.vm.withins).containsExactly(500L);
        bench.set(watchdog, "vm=vm0,timeout=400");
        assertThat(bench.vm.withins).containsExactly(500L, 200L);
        assertThat(bench.vm.listeners).hasSize(1);
        watchdog.close();
        assertThat(bench.vm.listeners).isEmpty();
        assertThat(bench.loop.timers()).isZero();
    }

    /** vm_grace is longer than the timeout, and a stall of ours must not cut it. */
    @Test
    void aStallDoesNotShortenTheGrace() throws Exception {
        start("vm_grace=60000");
        bench.vm.event("RESET");
        bench.loop.pass(1000);
        bench.loop.freeze(3000);
        assertThat(watchdog.status().stalls()).isEqualTo(1);
        bench.loop.pass(56_000);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(4000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aHeldOneIsHeldOverASwap() throws Exception {
        start("");
        bench.vm.is("paused");
        bench.loop.pass(1000);
        bench.memento = watchdog.suspend();
        watchdog = bench.open();
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.HELD);
        assertThat(bench.scripts).isEmpty();
        bench.vm.is("running");
        bench.loop.pass(1000);
        assertThat(reasons()).containsExactly("guest-silent");
    }

    @Test
    void andOverASwapOfItsChardevs() throws Exception {
        start("");
        bench.vm.is("paused");
        bench.loop.pass(1000);
        bench.chardev.target = Optional.empty();
        watchdog.relinked("awd_node");
        bench.vm.dies();
        bench.loop.pass(5000);
        bench.chardev.target = Optional.of(new Bench.Line(bench.loop::now));
        watchdog.relinked("awd_node");
        bench.loop.pass(500);
        bench.vm.is("paused");
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.HELD);
        assertThat(bench.scripts).isEmpty();
    }

    private void startUnheard(String state) throws Exception {
        bench = new Bench("vm=vm0,pulse_interval=100,timeout=1000,startup_timeout=10000");
        bench.vm.is(state);
        watchdog = bench.open();
        bench.line.connect();
    }

    @Test
    void aVmThatDoesNotRunHoldsTheStartupTimeout() throws Exception {
        startUnheard("inmigrate");
        bench.loop.pass(600_000);
        assertThat(bench.scripts).isEmpty();
        bench.vm.is("running");
        bench.loop.pass(4000);
        bench.vm.is("paused");
        bench.loop.pass(600_000);
        bench.vm.is("running");
        bench.loop.pass(5999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(reasons()).containsExactly("startup-timeout");
    }

    @Test
    void checkpointsDoNotPutTheStartupTimeoutOffForEver() throws Exception {
        startUnheard("running");
        for (int i = 0; i < 99; i++) {
            bench.vm.is("colo");
            bench.loop.pass(100);
            bench.vm.is("running");
            bench.loop.pass(100);
        }
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(100);
        assertThat(reasons()).containsExactly("startup-timeout");
    }

    @Test
    void aStoppedVmThatRunsAgainIsWaitedForWithoutAnEnd() throws Exception {
        startUnheard("paused");
        bench.pulseArrives();
        bench.line.send(Frame.STOPPING);
        bench.vm.is("running");
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.WAITING);
        assertThat(bench.scripts).isEmpty();
    }

    private void sparedFor(long millis) {
        bench.loop.pass(millis - 1);
        assertThat(bench.scripts).as("its guest boots").isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void anotherTimeoutAPauseOrAnotherChardevDoNotEndTheGrace() throws Exception {
        start("vm_grace=60000");
        bench.vm.event("RESET");
        bench.loop.pass(1000);
        bench.set(watchdog, "vm=vm0,vm_grace=60000,timeout=2000,pretimeout=500");
        sparedFor(59_000);

        start("vm_grace=60000");
        bench.vm.event("RESET");
        bench.loop.pass(1000);
        watchdog.pause(1000);
        bench.loop.pass(1000);
        sparedFor(58_000);

        start("vm_grace=60000");
        bench.vm.event("RESET");
        bench.loop.pass(1000);
        bench.chardev.target = Optional.of(new Bench.Line(bench.loop::now));
        watchdog.relinked("awd_node");
        sparedFor(59_000);
    }

    @Test
    void aResetIsSeenAlsoWhileNothingIsJudged() throws Exception {
        start("vm_grace=60000");
        watchdog.pause(1000);
        bench.vm.event("RESET");
        bench.loop.pass(1000);
        sparedFor(59_000);

        start("vm_grace=60000");
        bench.chardev.target = Optional.empty();
        watchdog.relinked("awd_node");
        bench.vm.event("RESET");
        bench.loop.pass(1000);
        bench.chardev.target = Optional.of(new Bench.Line(bench.loop::now));
        watchdog.relinked("awd_node");
        sparedFor(59_000);
    }

    /** Who is heard after the boot and falls silent while something begins anew has had its time. */
    @Test
    void nothingIsSparedAnewAfterAMessage() throws Exception {
        start("vm_grace=60000");
        bench.vm.event("RESET");
        bench.loop.pass(1000);
        bench.pulseArrives();
        watchdog.pause(1000);
        bench.loop.pass(1000);
        expiresIn(1000);
    }

    /** Of a checkpoint nothing is told, and it is no sign of life. */
    @Test
    void aCheckpointDoesNotMakeABlindOneAlive() throws Exception {
        start("");
        bench.memento = watchdog.suspend();
        watchdog = bench.open();
        bench.events.clear();
        for (int i = 0; i < 9; i++) {
            bench.vm.is("colo");
            bench.loop.pass(100);
            bench.vm.is("running");
            bench.loop.pass(100);
        }
        assertThat(state()).isEqualTo(State.BLIND);
        assertThat(bench.events).isEmpty();
        bench.loop.pass(99);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).as("it has run for one timeout in all").hasSize(1);
    }

    /** A paused VM is not judged while its notifier is replaced, and not forgotten if that does not come back. */
    @Test
    void whoTellsOfTheVmMayGoAndComeBack() throws Exception {
        start("vm_grace=60000");
        bench.vm.is("paused");
        bench.loop.pass(1000);
        bench.vmTie.target = Optional.empty();
        watchdog.relinked("vm");
        bench.loop.pass(59_999);
        assertThat(bench.scripts).isEmpty();
        bench.vmTie.target = Optional.of(bench.vm);
        watchdog.relinked("vm");
        bench.loop.pass(600_000);
        assertThat(state()).isEqualTo(State.HELD);
        assertThat(bench.scripts).isEmpty();
        bench.vmTie.target = Optional.empty();
        watchdog.relinked("vm");
        bench.loop.pass(60_000);
        assertThat(bench.scripts).hasSize(1);
    }

    /** What is left of startup_timeout is no measure of how long a peer takes to connect again. */
    @Test
    void aStallAfterACheckpointGivesTimeEnough() throws Exception {
        startUnheard("running");
        bench.loop.pass(9900);
        bench.vm.is("colo");
        bench.loop.pass(100);
        bench.vm.is("running");
        bench.loop.freeze(3000);
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(reasons()).containsExactly("startup-timeout");
    }

    private void whoTellsGoes() {
        bench.vmTie.target = Optional.empty();
        watchdog.relinked("vm");
    }

    @Test
    void norIsStartupTimeoutCutWhenWhoTellsGoes() throws Exception {
        startUnheard("running");
        bench.loop.pass(9900);
        bench.vm.is("paused");
        bench.loop.pass(1000);
        bench.set(watchdog, "vm=vm0,pulse_interval=100,timeout=1000,startup_timeout=10000,vm_grace=60000");
        whoTellsGoes();
        sparedFor(60_000);
    }

    @Test
    void norWhatBeginsAnewMeanwhile() throws Exception {
        start("vm_grace=60000");
        bench.vm.is("paused");
        bench.loop.pass(1000);
        watchdog.pause(2000);
        whoTellsGoes();
        bench.loop.pass(2000);
        sparedFor(58_000);
    }

    /** That nothing was known of it for a moment does not make a long pause a short one. */
    @Test
    void aPauseIsAsLongAsItWasThoughTheConnectionBrokeMeanwhile() throws Exception {
        start("");
        bench.loop.pass(850);
        bench.vm.is("paused");
        bench.loop.pass(60_000);
        bench.vm.dies();
        bench.loop.pass(100);
        bench.vm.is("paused");
        bench.loop.pass(100);
        bench.vm.is("running");
        expiresIn(1000);
    }

    @Test
    void aCheckpointIsNoNewsOfASuspectOneEither() throws Exception {
        start("pretimeout=500");
        bench.loop.pass(600);
        assertThat(state()).isEqualTo(State.SUSPECT);
        for (int i = 0; i < 4; i++) {
            bench.vm.is("colo");
            bench.loop.pass(100);
            bench.vm.is("running");
            bench.loop.pass(99);
        }
        assertThat(bench.events).containsExactly("alive", "suspect");
        expiresIn(4);
    }

    /** A checkpoint between two stalls does not make the second a first one. */
    @Test
    void aDeadGuestIsFoundUnderStallsAndCheckpoints() throws Exception {
        start("");
        for (int i = 0; i < 40 && bench.scripts.isEmpty(); i++) {
            bench.loop.pass(300);
            bench.vm.is("colo");
            bench.loop.pass(100);
            bench.vm.is("running");
            bench.loop.freeze(1500);
        }
        assertThat(bench.scripts).isNotEmpty();
    }

    @Test
    void aResetOfAPausedOneIsNoRelease() throws Exception {
        start("");
        bench.vm.is("prelaunch");
        bench.loop.pass(600);
        bench.events.clear();
        for (int i = 0; i < 3; i++) {
            bench.vm.event("RESET");
            bench.loop.pass(60_000);
            assertThat(state()).isEqualTo(State.HELD);
        }
        assertThat(bench.events).containsExactly("grace");
        bench.vm.is("running");
        expiresIn(5000);
    }

    /** What lay unread when it stopped was sent before it began anew. */
    @Test
    void aMessageFromBeforeDoesNotEndTheGraceOfAResetWhileItIsPaused() throws Exception {
        start("");
        bench.vm.is("paused");
        bench.vm.event("RESET");
        bench.pulseArrives();
        bench.loop.pass(60_000);
        bench.vm.is("running");
        expiresIn(5000);
    }

    /** The clock by which it is judged stood still while the host was suspended, whatever came after. */
    @Test
    void aCheckpointDoesNotHideThatTheHostWasSuspended() throws Exception {
        start("");
        bench.loop.pass(500);
        bench.suspended += 60_000_000_000L;
        bench.loop.pass(100);
        bench.vm.is("colo");
        bench.loop.pass(100);
        bench.vm.is("running");
        expiresIn(1400);
    }

    /** What a message came after is over, however many checkpoints there were. */
    @Test
    void thatTheHostWasSuspendedLongAgoSparesNobody() throws Exception {
        start("");
        bench.suspended += 60_000_000_000L;
        for (int i = 0; i < 20; i++) {
            bench.loop.pass(400);
            bench.pulseArrives();
            bench.vm.is("colo");
            bench.loop.pass(50);
            bench.vm.is("running");
        }
        bench.loop.pass(950);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(50);
        assertThat(bench.scripts).hasSize(1);
        assertThat(watchdog.status().stalls()).isZero();
    }

    /** Somebody tells of it again just before it would be judged, and that it does not run. */
    @Test
    void whoIsToldOfAgainAsPausedHasATimeoutWhenItRuns() throws Exception {
        start("");
        bench.vm.is("paused");
        bench.loop.pass(3_600_000);
        bench.vmTie.target = Optional.empty();
        watchdog.relinked("vm");
        bench.loop.pass(4900);
        bench.vmTie.target = Optional.of(bench.vm);
        watchdog.relinked("vm");
        bench.loop.pass(300);
        bench.vm.is("running");
        expiresIn(1000);
    }

    @Test
    void aTimeoutThatIsSetWhileItIsPausedHolds() throws Exception {
        start("");
        bench.loop.pass(900);
        bench.vm.is("colo");
        bench.set(watchdog, "vm=vm0,pulse_interval=100,timeout=4000,vm_grace=5000");
        bench.loop.pass(100);
        bench.vm.is("running");
        expiresIn(4000);
    }

    /** Nothing would take it from the record when it is over. */
    @Test
    void aCheckpointIsNotOnRecordWhateverIsRemembered() throws Exception {
        start("");
        bench.vm.is("paused");
        bench.loop.pass(499);
        assertThat(watchdog.memento()).doesNotContainKey("held");
        bench.loop.pass(1);
        assertThat(bench.onRecord).containsEntry("held", "true");
        watchdog.pause(0);
        bench.vm.is("running");
        assertThat(bench.onRecord).doesNotContainKey("held");
        bench.vm.is("paused");
        bench.loop.pass(500);
        assertThat(bench.onRecord).as("also while an operator pauses it").containsEntry("held", "true");
    }
}
