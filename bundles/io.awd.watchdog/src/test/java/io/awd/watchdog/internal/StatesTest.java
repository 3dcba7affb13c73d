package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The states beyond waiting, alive and expired, on a virtual clock. */
class StatesTest {
    private Bench bench;
    private Watchdog watchdog;

    private void start(String options) throws Exception {
        bench = new Bench("server=on," + options);
        watchdog = bench.open();
        bench.line.connect();
    }

    private State state() {
        return watchdog.status().state();
    }

    @Test
    void startupTimeoutFiresOnceIfNobodyWasEverHeard() throws Exception {
        start("startup_timeout=10000");
        bench.loop.pass(9999);
        assertThat(state()).isEqualTo(State.WAITING);
        bench.loop.pass(1);
        assertThat(state()).isEqualTo(State.EXPIRED);
        bench.loop.pass(100_000);
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.scripts.get(0).reason()).isEqualTo("startup-timeout");
    }

    @Test
    void startupTimeoutEndsWithTheFirstMessage() throws Exception {
        start("startup_timeout=10000,timeout=60000");
        bench.loop.pass(9000);
        bench.pulseArrives();
        bench.loop.pass(59_999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts.get(0).reason()).isEqualTo("timeout");
    }

    @Test
    void pretimeoutMakesSuspectAndNothingElse() throws Exception {
        start("timeout=5000,pretimeout=2000");
        bench.pulseArrives();
        bench.loop.pass(2999);
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1);
        assertThat(state()).isEqualTo(State.SUSPECT);
        assertThat(bench.scripts).isEmpty();
        bench.pulseArrives();
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(3000);
        assertThat(state()).isEqualTo(State.SUSPECT);
        bench.loop.pass(1999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.events).containsExactly("alive", "suspect", "alive", "suspect", "expired");
    }

    @Test
    void riseWantsSeveralMessagesEachWithinTheTimeout() throws Exception {
        start("timeout=1000,rise=3");
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.pulseArrives();
        bench.loop.pass(500);
        bench.pulseArrives();
        bench.loop.pass(1001);
        bench.pulseArrives();
        bench.pulseArrives();
        assertThat(state()).isEqualTo(State.EXPIRED);
        bench.pulseArrives();
        assertThat(state()).isEqualTo(State.ALIVE);
        assertThat(watchdog.status().recoveries()).isEqualTo(1);
        assertThat(watchdog.status().reason()).isEqualTo("heard again 1501 ms after it expired");
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(2);
    }

    @Test
    void repeatRunsTheScriptAgainWhileExpired() throws Exception {
        start("timeout=1000,repeat=again,repeat_delay=10000,repeat_max=2");
        bench.pulseArrives();
        bench.loop.pass(1000 + 9999);
        assertThat(bench.scripts).hasSize(1);
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(2);
        bench.loop.pass(1_000_000);
        assertThat(bench.scripts).hasSize(3);
        assertThat(watchdog.status().expiries()).isEqualTo(1);
    }

    @Test
    void aRecoveryEndsTheRepeats() throws Exception {
        start("timeout=1000,repeat=again,repeat_delay=10000");
        bench.pulseArrives();
        bench.loop.pass(5000);
        for (int i = 0; i < 100; i++) {
            bench.pulseArrives();
            bench.loop.pass(500);
        }
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void rearmManualRestsUntilTold() throws Exception {
        start("timeout=1000,rearm=manual");
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.pulseArrives();
        assertThat(state()).isEqualTo(State.RESTING);
        bench.loop.pass(100_000);
        bench.pulseArrives();
        bench.loop.pass(100_000);
        assertThat(bench.scripts).hasSize(1);
        bench.pulseArrives();
        watchdog.resume();
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(2);
    }

    @Test
    void aRestingOneWhosePeerIsSilentWaitsAgainWhenResumed() throws Exception {
        start("timeout=1000,rearm=manual");
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.pulseArrives();
        bench.loop.pass(5000);
        watchdog.resume();
        assertThat(state()).isEqualTo(State.WAITING);
        bench.loop.pass(100_000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aPauseJudgesNothingAndEndsByItself() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        watchdog.pause(10_000);
        assertThat(state()).isEqualTo(State.PAUSED);
        bench.loop.pass(9999);
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.line.sent).hasSizeGreaterThan(5);
        bench.loop.pass(1);
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aPauseWithoutAnEndWaitsForTheOperator() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        watchdog.pause(0);
        bench.loop.pass(1_000_000);
        assertThat(bench.scripts).isEmpty();
        assertThatThrownBy(() -> watchdog.pause(0)).hasMessage("it is paused already");
        watchdog.resume();
        assertThatThrownBy(() -> watchdog.resume()).hasMessage("it is neither paused nor resting");
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aPausedOneThatWaitedStillWaits() throws Exception {
        start("timeout=1000");
        watchdog.pause(0);
        watchdog.resume();
        assertThat(state()).isEqualTo(State.WAITING);
        watchdog.pause(0);
        bench.pulseArrives();
        watchdog.resume();
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void recoverScriptFollowsAScriptThatHasSentSomething() throws Exception {
        start("timeout=1000,recover_script=back");
        bench.pulseArrives();
        bench.loop.pass(1000);
        assertThat(bench.recoverScripts).isEmpty();
        bench.pulseArrives();
        assertThat(bench.recoverScripts).hasSize(1);
        assertThat(bench.cancelled).containsExactly("the peer is back");
    }

    @Test
    void recoverScriptIsNotSentAfterAScriptThatSentNothing() throws Exception {
        start("timeout=1000,recover_script=back,cancel_on_recover=off");
        bench.scriptSends = false;
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.pulseArrives();
        assertThat(bench.recoverScripts).isEmpty();
        assertThat(bench.cancelled).isEmpty();
    }

    @Test
    void aScriptIsSentByTheRulesOfItsWatchdog() throws Exception {
        start("timeout=1000,step_timeout=7,notify_deadline=8,on_error=continue,node_order=serial");
        bench.pulseArrives();
        bench.loop.pass(1000);
        assertThat(bench.rules.get(0)).isEqualTo(new OptScript.Rules(7, 8, true, true));
    }

    @Test
    void withoutPulsesNothingIsSent() throws Exception {
        bench = new Bench("server=off,pulse=off");
        watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(10_000);
        assertThat(bench.line.sent).isEmpty();
        bench.set(watchdog, "server=off,pulse=on");
        bench.loop.pass(1000);
        assertThat(bench.line.sent).hasSize(1);
    }

    @Test
    void withoutTheGuardAStallIsNoExcuse() throws Exception {
        start("timeout=1000,stall_guard=off");
        bench.pulseArrives();
        bench.loop.freeze(10_000);
        assertThat(bench.scripts).hasSize(1);
        assertThat(watchdog.status().stalls()).isZero();
    }

    @Test
    void onePathOfTwoThatIsSilentIsDegradedAndNeverAnExpiry() throws Exception {
        bench = new Bench("server=on,timeout=1000,awd_node=h1+h2,alert_node=mail");
        watchdog = bench.open();
        bench.line.connect();
        bench.second.connect();
        for (int i = 0; i < 40; i++) {
            bench.line.send(Frame.PULSE);
            bench.loop.pass(500);
        }
        assertThat(state()).isEqualTo(State.ALIVE);
        assertThat(watchdog.status().degraded()).isEqualTo("h2");
        assertThat(bench.events).containsExactly("alive", "degraded");
        assertThat(bench.alerts).containsExactly("AWD heart1: degraded: no message on h2, the peer speaks on h1\n");
        bench.second.send(Frame.PULSE);
        assertThat(watchdog.status().degraded()).isEmpty();
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void eitherPathKeepsItAlive() throws Exception {
        bench = new Bench("server=on,timeout=1000,awd_node=h1+h2");
        watchdog = bench.open();
        bench.line.connect();
        bench.second.connect();
        for (int i = 0; i < 40; i++) {
            (i % 2 == 0 ? bench.line : bench.second).send(Frame.PULSE);
            bench.loop.pass(900);
        }
        assertThat(bench.scripts).isEmpty();
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
    }

    @Test
    void aNotifyPeerMayTriggerAndSetItsTimeoutWithinBounds() throws Exception {
        start("timeout=5000,protocol=notify,timeout_min=1000,timeout_max=8000");
        say("WATCHDOG=1\n");
        say("WATCHDOG_USEC=2000000\n");
        assertThat(watchdog.status().effectiveTimeout()).isEqualTo(2000);
        say("WATCHDOG_USEC=1\n");
        assertThat(watchdog.status().effectiveTimeout()).isEqualTo(1000);
        say("WATCHDOG_USEC=3600000000\n");
        assertThat(watchdog.status().effectiveTimeout()).isEqualTo(8000);
        bench.loop.pass(7999);
        assertThat(bench.scripts).isEmpty();
        say("WATCHDOG=trigger\n");
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts.get(0).reason()).isEqualTo("trigger");
        bench.loop.pass(100_000);
        assertThat(bench.scripts).hasSize(1);
        bench.set(watchdog, "server=on,timeout=3000,protocol=notify");
        assertThat(watchdog.status().effectiveTimeout()).isEqualTo(3000);
    }

    private void say(String text) {
        bench.line.send(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void statisticsAreKept() throws Exception {
        start("timeout=5000");
        for (int i = 0; i < 100; i++) {
            bench.pulseArrives();
            bench.loop.pass(i == 50 ? 3000 : 1000);
        }
        WatchdogStatus status = watchdog.status();
        assertThat(status.messages()).isEqualTo(100);
        assertThat(status.bytes()).isEqualTo(2800);
        assertThat(status.intervalMedian()).hasValueSatisfying(ms -> assertThat(ms).isBetween(900.0, 1100.0));
        assertThat(status.intervalMax()).hasValueSatisfying(ms -> assertThat(ms).isBetween(2800.0, 3200.0));
        assertThat(status.smallestMargin()).contains(2000L);
    }

    @Test
    void pausedAndRestingSurviveASwap() throws Exception {
        start("timeout=1000,rearm=manual");
        bench.pulseArrives();
        watchdog.pause(0);
        bench.memento = watchdog.suspend();
        watchdog = bench.open();
        assertThat(state()).isEqualTo(State.PAUSED);
        watchdog.resume();
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1000);
        bench.pulseArrives();
        assertThat(state()).isEqualTo(State.RESTING);
        bench.memento = watchdog.suspend();
        watchdog = bench.open();
        assertThat(state()).isEqualTo(State.RESTING);
        bench.loop.pass(100_000);
        assertThat(bench.scripts).hasSize(1);
    }

    /** What is saved at the event must not be a pause without an end. */
    @Test
    void whoHearsOfAPauseFindsItsEnd() throws Exception {
        start("timeout=1000");
        bench.onEvent = () -> bench.memento = watchdog.memento();
        watchdog.pause(60_000);
        assertThat(bench.memento).containsEntry("state", "PAUSED").containsKey("pause_ends");
    }

    @Test
    void aPauseThatEndsByItselfStillDoesAfterASwap() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        watchdog.pause(60_000);
        bench.loop.pass(10_000);
        bench.memento = watchdog.suspend();
        bench.loop.pass(20_000);
        watchdog = bench.open();
        bench.loop.pass(29_999);
        assertThat(state()).isEqualTo(State.PAUSED);
        bench.loop.pass(1);
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1000);
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aSuspendedHostIsNoSilenceOfThePeer() throws Exception {
        start("timeout=5000");
        bench.pulseArrives();
        bench.loop.pass(4500);
        bench.suspended = 3_600_000_000_000L;
        bench.loop.pass(500);
        assertThat(bench.scripts).isEmpty();
        assertThat(watchdog.status().stalls()).isEqualTo(1);
        assertThat(watchdog.status().lastStall()).isEqualTo(3_600_000);
        bench.loop.pass(4999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void theHostsOwnClocksAgreeThatItIsAwake() {
        try (Suspension suspension = Suspension.ofHost()) {
            assertThat(suspension.now()).isBetween(-100_000_000L, 100_000_000L);
            assertThat(suspension.recent()).isBetween(-100_000_000L, 100_000_000L);
        }
    }

    @Test
    void aStallBetweenTwoDeadlinesIsReportedOnce() throws Exception {
        start("timeout=1000,pulse_interval=200");
        bench.pulseArrives();
        bench.loop.freeze(1000);
        assertThat(watchdog.status().stalls()).isEqualTo(1);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(10);
        assertThat(watchdog.status().stalls()).isEqualTo(1);
    }

    @Test
    void whatIsExpiredIsOnRecordBeforeItsScriptIsSent() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        bench.loop.pass(1000);
        assertThat(bench.remembered).containsExactly("EXPIRED before script 1");
    }

    private void chardevGoes() {
        bench.chardev.target = Optional.empty();
        watchdog.relinked("awd_node");
    }

    /** Another one, to which nobody has connected yet. */
    private Bench.Line chardevComes() {
        Bench.Line fresh = new Bench.Line(bench.loop::now);
        bench.chardev.target = Optional.of(fresh);
        watchdog.relinked("awd_node");
        return fresh;
    }

    /** While nobody can be heard nobody is judged, whatever an operator says. */
    @Test
    void aPauseThatEndsWhileTheChardevIsAwayJudgesNobody() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        watchdog.pause(5000);
        chardevGoes();
        bench.loop.pass(60_000);
        assertThat(state()).isEqualTo(State.BLIND);
        assertThat(bench.scripts).isEmpty();
        chardevComes();
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).as("and then a silent one is found").hasSize(1);
    }

    @Test
    void aPauseThatEndsAfterTheChardevIsBackJudgesAgain() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        watchdog.pause(5000);
        chardevGoes();
        chardevComes();
        bench.loop.pass(5999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aChardevThatIsReplacedInOneGoGivesAFreshDeadline() throws Exception {
        start("timeout=1000,stall_guard=off");
        bench.pulseArrives();
        bench.loop.pass(900);
        Bench.Line fresh = chardevComes();
        bench.loop.pass(999);
        assertThat(bench.scripts).as("its peer has yet to connect").isEmpty();
        fresh.connect();
        fresh.send(Frame.PULSE);
        assertThat(state()).isEqualTo(State.ALIVE);
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    private void expiresAfter(long millis) {
        bench.loop.pass(millis - 1);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).extracting(expiry -> expiry.reason()).containsExactly("startup-timeout");
    }

    @Test
    void startupTimeoutHasNothingToDoWithTheTimeout() throws Exception {
        start("startup_timeout=10000,timeout=60000");
        expiresAfter(10_000);
        start("startup_timeout=600000,timeout=1000");
        bench.loop.pass(5000);
        bench.set(watchdog, "server=on,startup_timeout=600000,timeout=2000,pretimeout=500");
        expiresAfter(595_000);
    }

    @Test
    void startupTimeoutIsNotMadeShorterByAStall() throws Exception {
        start("startup_timeout=600000,timeout=1000");
        bench.loop.pass(10_000);
        bench.loop.freeze(5000);
        assertThat(watchdog.status().stalls()).isEqualTo(1);
        bench.loop.pass(585_000);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(5000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void startupTimeoutCanBeChangedWhileItRuns() throws Exception {
        start("timeout=1000");
        bench.loop.pass(100_000);
        bench.set(watchdog, "server=on,timeout=1000,startup_timeout=5000");
        bench.loop.pass(4000);
        bench.set(watchdog, "server=on,timeout=1000,startup_timeout=5000,rise=2");
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.set(watchdog, "server=on,timeout=1000,startup_timeout=0");
        bench.loop.pass(100_000);
        assertThat(bench.scripts).isEmpty();
        bench.set(watchdog, "server=on,timeout=1000,startup_timeout=3000");
        expiresAfter(3000);
    }

    @Test
    void startupTimeoutBeginsAnewWithAnotherChardev() throws Exception {
        start("startup_timeout=10000");
        bench.loop.pass(9000);
        chardevGoes();
        bench.loop.pass(100_000);
        assertThat(bench.scripts).isEmpty();
        chardevComes();
        expiresAfter(10_000);
    }

    @Test
    void startupTimeoutGoesOnWhileAnotherPathIsThere() throws Exception {
        start("startup_timeout=10000,awd_node=h1+h2");
        bench.loop.pass(9000);
        chardevGoes();
        chardevComes();
        expiresAfter(1000);
    }

    @Test
    void startupTimeoutBeginsAnewAfterAPause() throws Exception {
        start("startup_timeout=10000");
        bench.loop.pass(9000);
        watchdog.pause(0);
        bench.loop.pass(100_000);
        watchdog.resume();
        expiresAfter(10_000);
    }

    @Test
    void startupTimeoutBeginsAnewAfterARestart() throws Exception {
        start("startup_timeout=10000");
        bench.loop.pass(9000);
        bench.memento = watchdog.suspend();
        bench.loop.pass(100_000);
        watchdog = bench.open();
        expiresAfter(10_000);
    }

    @Test
    void startupTimeoutIsNotForAPeerThatSaidThatItStops() throws Exception {
        start("startup_timeout=10000");
        bench.line.send(Frame.STOPPING);
        bench.loop.pass(100_000);
        bench.memento = watchdog.suspend();
        watchdog = bench.open();
        watchdog.pause(0);
        watchdog.resume();
        chardevGoes();
        chardevComes();
        bench.loop.pass(100_000);
        assertThat(bench.scripts).isEmpty();
        assertThat(state()).isEqualTo(State.WAITING);
    }

    @Test
    void norForOneThatWasHeardBefore() throws Exception {
        start("startup_timeout=10000,timeout=1000,rearm=manual");
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.pulseArrives();
        bench.loop.pass(50_000);
        watchdog.resume();
        assertThat(state()).isEqualTo(State.WAITING);
        bench.loop.pass(100_000);
        assertThat(bench.scripts).hasSize(1);
    }

    /** Its silence after the pause is what it announced. */
    @Test
    void aPeerThatStopsDuringAPauseIsNotJudgedAfterIt() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        watchdog.pause(5000);
        bench.line.send(Frame.STOPPING);
        bench.line.hangUp();
        bench.loop.pass(100_000);
        assertThat(state()).isEqualTo(State.WAITING);
        assertThat(bench.scripts).isEmpty();
        watchdog.pause(5000);
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(5999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).as("one that came back and fell silent is").hasSize(1);
    }

    /** What somebody else of its group may act on again. */
    @Test
    void aStopDuringAPauseEndsTheIncidentAndIsTold() throws Exception {
        start("timeout=1000,exclusive=vm1");
        bench.pulseArrives();
        bench.loop.pass(1000);
        assertThat(bench.groups.holds("vm1", watchdog)).isTrue();
        watchdog.pause(0);
        assertThat(bench.groups.holds("vm1", watchdog)).isTrue();
        bench.line.send(Frame.STOPPING);
        assertThat(bench.groups.holds("vm1", watchdog)).isFalse();
        assertThat(bench.events).endsWith("paused", "stopping");
        assertThat(watchdog.memento()).containsEntry("before_pause", "WAITING").containsEntry("heard", "false").containsEntry("state", "PAUSED");
    }

    @Test
    void theScriptIsNotRepeatedWhileNobodyCanBeHeard() throws Exception {
        start("timeout=1000,repeat=again,repeat_delay=10000,repeat_max=2");
        bench.pulseArrives();
        bench.loop.pass(1000);
        chardevGoes();
        bench.loop.pass(100_000);
        assertThat(bench.scripts).hasSize(1);
        chardevComes();
        bench.loop.pass(100_000);
        assertThat(bench.scripts).as("it is still silent").hasSize(3);
    }

    @Test
    void norBeforeWhatHasArrivedIsRead() throws Exception {
        start("timeout=1000,repeat=again,repeat_delay=10000");
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.loop.arrives(bench::pulseArrives);
        bench.loop.freeze(20_000);
        assertThat(state()).isEqualTo(State.ALIVE);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aStallIsMeasuredByStartupTimeoutIfThatIsShorter() throws Exception {
        start("startup_timeout=10000,timeout=60000,pulse=off");
        bench.loop.pass(9000);
        bench.loop.freeze(3000);
        assertThat(watchdog.status().stalls()).isEqualTo(1);
        bench.loop.pass(9999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    /** The clock that the deadline runs by stood still as well. */
    @Test
    void aLongSleepAfterAStallDoesNotPutADeadPeerOff() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        bench.loop.freeze(3000);
        bench.suspended = 8 * 3_600_000_000_000L;
        bench.loop.pass(1000);
        assertThat(bench.scripts).as("it is given its time").isEmpty();
        bench.loop.pass(2000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void thePeersOwnTimeoutOutlivesASwapAndAnOperatorsDoesNot() throws Exception {
        start("protocol=notify,timeout=1000,timeout_max=60000");
        say("WATCHDOG=1\n");
        say("WATCHDOG_USEC=20000000\n");
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.memento = watchdog.suspend();
        watchdog = bench.open();
        assertThat(bench.line.patience).isEqualTo(20_000);
        bench.loop.pass(19_999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);

        start("protocol=notify,timeout=1000,timeout_max=60000");
        say("WATCHDOG=1\n");
        say("WATCHDOG_USEC=20000000\n");
        bench.memento = watchdog.suspend();
        bench.properties = Properties.of("awd_node=h1,notification_node=out,opt_script=script,server=on,protocol=notify,timeout=2000");
        watchdog = bench.open();
        bench.loop.pass(2000);
        assertThat(bench.scripts).as("who starts it with another timeout means that").hasSize(1);
    }

    /** Its chardev may bring something before it knows what it was. */
    @Test
    void aMessageBeforeItTakesUpWhereItLeftDoesNotEndItsPause() throws Exception {
        start("timeout=1000");
        bench.pulseArrives();
        watchdog.pause(0);
        bench.memento = watchdog.suspend();
        bench.line.onAttach = bench::pulseArrives;
        watchdog = bench.open();
        bench.loop.pass(100_000);
        assertThat(state()).isEqualTo(State.PAUSED);
        assertThat(bench.scripts).isEmpty();
        watchdog.resume();
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void norDoesItLeaveOneThatWaitedWithoutADeadline() throws Exception {
        start("timeout=1000");
        bench.memento = watchdog.suspend();
        bench.line.onAttach = bench::pulseArrives;
        watchdog = bench.open();
        assertThat(state()).isEqualTo(State.ALIVE);
        assertThat(watchdog.memento()).containsEntry("heard", "true");
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void norIsWhatThePeerAskedForThenOverwritten() throws Exception {
        start("protocol=notify,timeout=1000,timeout_max=60000");
        say("WATCHDOG=1\n");
        say("WATCHDOG_USEC=2000000\n");
        bench.memento = watchdog.suspend();
        bench.line.onAttach = () -> say("WATCHDOG_USEC=20000000\n");
        watchdog = bench.open();
        assertThat(watchdog.status().effectiveTimeout()).isEqualTo(20_000);
    }

    @Test
    void aChardevThatIsBackGivesAnExpiredPeerTimeBeforeTheNextRepeat() throws Exception {
        start("timeout=1000,repeat=again,repeat_delay=10000");
        bench.pulseArrives();
        bench.loop.pass(1000);
        chardevGoes();
        bench.loop.pass(9999);
        chardevComes();
        bench.loop.pass(999);
        assertThat(bench.scripts).hasSize(1);
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(2);
    }

    @Test
    void aScriptIsNotRunAgainAfterASwapBecauseAChardevComes() throws Exception {
        start("timeout=1000,repeat=again,repeat_delay=10000,repeat_max=2");
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.memento = watchdog.suspend();
        watchdog = bench.open();
        chardevGoes();
        chardevComes();
        bench.loop.pass(100_000);
        assertThat(state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).hasSize(1);
    }

    /** Nobody is left unjudged for a record that is damaged or of another version. */
    @Test
    void aRecordThatCannotBeReadLeavesNobodyUnjudged() throws Exception {
        for (Map<String, String> record : List.of(Map.of("state", "ALI"), Map.of("heard", "true"), Map.of("state", "PAUSED", "pause_ends", "1x"),
                Map.of("state", "EXPIRED", "last_expiry", "2026-11-29T0"), Map.of("state", "EXPIRED", "waiting_cause", "TIME", "first_reason", "TIM"))) {
            for (boolean early : new boolean[] {false, true}) {
                bench = new Bench("server=on,timeout=1000,alert_node=alert");
                bench.memento = record;
                bench.line.peer = true;
                bench.line.onAttach = () -> {
                    if (early) {
                        bench.pulseArrives();
                    }
                };
                watchdog = bench.open();
                boolean readable = record.containsKey("waiting_cause");
                assertThat(bench.events.contains("unreadable")).as("%s", record).isEqualTo(!readable);
                assertThat(bench.alerts.stream().anyMatch(alert -> alert.contains("cannot be read"))).isEqualTo(!readable);
                assertThat(state()).isEqualTo(readable ? State.EXPIRED : State.BLIND);
                bench.loop.pass(1000);
                assertThat(state()).isEqualTo(State.EXPIRED);
                assertThat(bench.scripts).hasSize(readable ? 0 : 1);
            }
        }
    }
}
