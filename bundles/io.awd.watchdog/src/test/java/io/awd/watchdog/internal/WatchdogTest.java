package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.chardev.Reader;
import io.awd.api.object.AwdException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchdogTest {
    private static final String PULSE = "advanced-watchdog pulse";
    private static final String REPLY = "advanced-watchdog reply pulse";
    private static final String STOPPING = "advanced-watchdog stopping";

    @Test
    void waitsForEverUntilTheFirstMessage() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.loop.pass(3_600_000);
        assertThat(watchdog.status().state()).isEqualTo(State.WAITING);
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void expiresOnceAfterTheTimeoutAndNotBefore() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(4999);
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1);
        assertThat(watchdog.status().state()).isEqualTo(State.EXPIRED);
        bench.loop.pass(60_000);
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.scripts.get(0).ageMillis()).isEqualTo(5000);
        assertThat(bench.events).containsExactly("alive", "expired");
    }

    @Test
    void everyMessagePutsTheDeadlineOff() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        for (int i = 0; i < 100; i++) {
            bench.pulseArrives();
            bench.loop.pass(4999);
        }
        assertThat(bench.scripts).isEmpty();
        assertThat(watchdog.status().messages()).isEqualTo(100);
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void recoversAndFiresAgain() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(6000);
        bench.pulseArrives();
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        assertThat(watchdog.status().recoveries()).isEqualTo(1);
        bench.loop.pass(5000);
        assertThat(bench.scripts).hasSize(2);
        assertThat(bench.events).containsExactly("alive", "expired", "recovered", "expired");
    }

    @Test
    void aClosedConnectionIsNoMessageAndNoExpiry() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.line.hangUp();
        bench.loop.pass(4000);
        bench.line.connect();
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1000);
        assertThat(watchdog.status().state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void whatArrivedInTimeCountsEvenIfTheLoopReadsItLate() throws Exception {
        Bench bench = new Bench(true, 600_000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.arrives(bench::pulseArrives);
        bench.loop.freeze(5020);
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        assertThat(bench.scripts).isEmpty();
        assertThat(watchdog.status().stalls()).isZero();
    }

    @Test
    void aStallOfOurOwnIsNeverAnExpiry() throws Exception {
        Bench bench = new Bench(true, 1000, 1000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.freeze(10_000);
        assertThat(bench.scripts).isEmpty();
        assertThat(watchdog.status().stalls()).isEqualTo(1);
        assertThat(watchdog.status().lastStall()).isEqualTo(9000);
        bench.loop.pass(999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aDeadPeerIsFoundUnderEndlessStalls() throws Exception {
        Bench bench = new Bench(true, 1000, 1000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        for (int i = 0; i < 20 && bench.scripts.isEmpty(); i++) {
            long left = watchdog.status().margin().orElse(0L);
            bench.loop.pass(Math.max(0, left - 1));
            bench.loop.freeze(200);
            bench.loop.pass(100);
        }
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void pulsesGoOutAtOnceAndThenInTheInterval() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.loop.pass(2500);
        assertThat(watchdog.status().pulsesDropped()).isEqualTo(2);
        bench.line.connect();
        assertThat(bench.line.sent).containsExactly(PULSE);
        bench.loop.pass(3000);
        assertThat(bench.line.sent).containsExactly(PULSE, PULSE, PULSE, PULSE);
        bench.line.full = true;
        bench.loop.pass(1000);
        assertThat(watchdog.status().pulsesDropped()).isEqualTo(3);
    }

    @Test
    void noPulseIsCaughtUpAfterAStall() throws Exception {
        Bench bench = new Bench(true, 100, 5000);
        bench.open();
        bench.line.connect();
        bench.loop.freeze(10_000);
        assertThat(bench.line.sent).hasSize(2);
        bench.loop.pass(100);
        assertThat(bench.line.sent).hasSize(3);
    }

    @Test
    void theAnsweringSideAnswersAllButReplies() throws Exception {
        Bench bench = new Bench(false, 60_000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.line.send(Frame.PULSE);
        bench.line.send(Frame.encode("anything\0"));
        bench.line.send(Frame.REPLY);
        assertThat(bench.line.sent).containsExactly(PULSE, REPLY, REPLY);
        assertThat(watchdog.status().messages()).isEqualTo(3);
    }

    @Test
    void theAskingSideNeverAnswers() throws Exception {
        Bench bench = new Bench(true, 60_000, 5000);
        bench.open();
        bench.line.connect();
        bench.line.send(Frame.PULSE);
        assertThat(bench.line.sent).containsExactly(PULSE);
    }

    @Test
    void aPeerThatSaysItStopsIsNeverExpired() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.line.send(Frame.STOPPING);
        bench.line.hangUp();
        bench.loop.pass(100_000);
        assertThat(watchdog.status().state()).isEqualTo(State.WAITING);
        assertThat(bench.scripts).isEmpty();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(5000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void closingSaysStoppingAndLeavesNoTimer() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        watchdog.close();
        assertThat(bench.line.sent).containsExactly(PULSE, STOPPING);
        assertThat(bench.loop.timers()).isZero();
        assertThat(bench.line.reader).isEmpty();
        watchdog.close();
        assertThat(bench.line.sent).hasSize(2);
    }

    @Test
    void unframedInputCountsAndGetsNoFrames() throws Exception {
        Bench bench = new Bench(false, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        for (int i = 0; i < 5; i++) {
            bench.line.send("still here\n".getBytes(StandardCharsets.US_ASCII));
            bench.loop.pass(2000);
        }
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        assertThat(bench.line.sent).containsExactly(PULSE);
        assertThat(watchdog.status().pulsesDropped()).isZero();
        bench.loop.pass(3000);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void anOversizeFrameCostsTheConnectionOnly() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.line.send(new byte[] {0, 2, 0, 0, 1, 2, 3});
        assertThat(bench.line.disconnects).isEqualTo(1);
        assertThat(watchdog.status().framesRefused()).isEqualTo(1);
        assertThat(watchdog.status().messages()).isEqualTo(1);
        bench.line.connect();
        bench.pulseArrives();
        assertThat(watchdog.status().messages()).isEqualTo(2);
    }

    @Test
    void aChangeOfTimeoutCountsFromNow() throws Exception {
        Bench bench = new Bench(true, 1000, 60_000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(30_000);
        bench.set(watchdog, "server=on,timeout=500");
        assertThat(bench.line.patience).isEqualTo(500);
        bench.loop.pass(499);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aLongerTimeoutHoldsTheExpiryOff() throws Exception {
        Bench bench = new Bench(true, 1000, 1000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(900);
        bench.set(watchdog, "server=on,timeout=60000");
        bench.loop.pass(59_999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void aChangeOfPulseIntervalCountsFromNow() throws Exception {
        Bench bench = new Bench(true, 60_000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.set(watchdog, "server=on,pulse_interval=100");
        bench.loop.pass(1000);
        assertThat(bench.line.sent).hasSize(11);
    }

    @Test
    void isBlindWhileItsChardevIsReplacedAndThenGivesAFreshDeadline() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.chardev.target = Optional.empty();
        watchdog.relinked("awd_node");
        assertThat(watchdog.status().state()).isEqualTo(State.BLIND);
        bench.loop.pass(100_000);
        assertThat(bench.scripts).isEmpty();
        Bench.Line fresh = new Bench.Line(bench.loop::now);
        bench.chardev.target = Optional.of(fresh);
        watchdog.relinked("awd_node");
        bench.loop.pass(4999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
        fresh.connect();
        fresh.send(Frame.PULSE);
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
    }

    @Test
    void takesUpWhereItsFormerInstanceLeft() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog first = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(5000);
        bench.pulseArrives();
        bench.memento = first.suspend();
        assertThat(bench.line.sent).doesNotContain(STOPPING);
        assertThat(bench.loop.timers()).isZero();
        Watchdog second = bench.open();
        assertThat(second.status().state()).isEqualTo(State.BLIND);
        assertThat(second.status().messages()).isEqualTo(2);
        assertThat(second.status().expiries()).isEqualTo(1);
        bench.loop.pass(5000);
        assertThat(second.status().state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).hasSize(2);
    }

    @Test
    void anExpiredOneStaysExpiredOverASwapAndItsScriptIsNotRunAgain() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog first = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(5000);
        bench.memento = first.suspend();
        Watchdog second = bench.open();
        bench.loop.pass(60_000);
        assertThat(second.status().state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).hasSize(1);
        bench.pulseArrives();
        assertThat(second.status().state()).isEqualTo(State.ALIVE);
        assertThat(second.status().recoveries()).isEqualTo(1);
    }

    @Test
    void waitsAgainAfterASwapIfItNeverHeardAnybody() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        bench.memento = bench.open().suspend();
        Watchdog second = bench.open();
        bench.loop.pass(60_000);
        assertThat(second.status().state()).isEqualTo(State.WAITING);
        assertThat(bench.scripts).isEmpty();
    }

    @Test
    void aChardevInUseIsRefused() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        bench.open();
        assertThatThrownBy(bench::open).isInstanceOf(AwdException.class).hasMessage("Device 'h1' is in use");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "opt_script=s|advanced-watchdog needs 'notification_node' property set with 'opt_script'",
        "recover_script=s|advanced-watchdog needs 'opt_script' property set with 'recover_script'",
        "timeout=500,pretimeout=500|Property 'advanced-watchdog.pretimeout' must be below timeout (500 is not below 500)",
        "timeout_min=10,timeout_max=9|Property 'advanced-watchdog.timeout_min' must not be above timeout_max (10 is above 9)"})
    void propertiesMustFitTogether(String options, String message) {
        assertThatThrownBy(() -> Properties.of("awd_node=h1," + options)).hasMessage(message);
    }

    @Test
    void oneByteAtATimeIsStillOneMessage() throws Exception {
        Bench bench = new Bench(true, 60_000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        IntStream.range(0, Frame.PULSE.length).forEach(i -> {
            assertThat(watchdog.status().messages()).isZero();
            bench.line.send(new byte[] {Frame.PULSE[i]});
        });
        assertThat(watchdog.status().messages()).isEqualTo(1);
    }

    /** What a connection on its way out still brings. */
    private static void arrives(Bench bench, Reader reader) {
        reader.received(ByteBuffer.wrap(Frame.PULSE), bench.loop.now());
    }

    /** The timeout runs from when the message was read, not from when the watchdog came to look at it. */
    @Test
    void theTimeThatComesWithAMessageCounts() throws Exception {
        Bench bench = new Bench(true, 60_000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(1000);
        bench.line.reader.orElseThrow().received(ByteBuffer.wrap(Frame.PULSE), bench.loop.now() - 300_000_000L);
        bench.loop.pass(4699);
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1);
        assertThat(watchdog.status().state()).isEqualTo(State.EXPIRED);
    }

    @Test
    void aMessageThatComesAfterTheEndArmsNothing() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog first = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.memento = first.suspend();
        Watchdog second = bench.open();
        assertThat(second.status().state()).isEqualTo(State.BLIND);
        Reader reader = bench.line.reader.orElseThrow();
        bench.memento = second.suspend();
        arrives(bench, reader);
        bench.loop.pass(60_000);
        assertThat(bench.scripts).as("a watchdog that has gone must not fire").isEmpty();
        Watchdog third = bench.open();
        bench.loop.pass(4999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(third.status().state()).isEqualTo(State.EXPIRED);
        assertThat(bench.scripts).as("the one that took its place still does").hasSize(1);
    }

    @Test
    void aMessageThatComesAfterItsChardevHasGoneIsNoLife() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        Reader reader = bench.line.reader.orElseThrow();
        bench.chardev.target = Optional.empty();
        watchdog.relinked("awd_node");
        arrives(bench, reader);
        assertThat(watchdog.status().state()).isEqualTo(State.BLIND);
        bench.loop.pass(60_000);
        assertThat(bench.scripts).isEmpty();
        bench.line.close();
        bench.chardev.target = Optional.of(bench.line);
        watchdog.relinked("awd_node");
        bench.loop.pass(4000);
        bench.pulseArrives();
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.loop.pass(4999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    /** Else it would judge, and send its script, while nobody holds it. */
    @Test
    void oneThatCouldNotBeOpenedInTimeNeverBegins() {
        Bench bench = new Bench("timeout=1000,startup_timeout=2000");
        bench.line.peer = true;
        bench.memento = Map.of("state", "ALIVE", "heard", "true");
        bench.loop.hold();
        assertThatThrownBy(bench::open).isInstanceOf(AwdException.class).hasMessage("iothread 'virtual' does not answer");
        assertThat(bench.line.reader).as("its chardev is free again").isEmpty();
        bench.loop.goOn();
        assertThat(bench.loop.timers()).isZero();
        assertThat(bench.events).isEmpty();
        bench.loop.pass(10_000);
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.line.sent).isEmpty();
    }

    @Test
    void norDoesOneThatFailedOnItsWay() {
        Bench bench = new Bench("timeout=1000,startup_timeout=2000,vm=qmp1");
        bench.vm.broken = true;
        assertThatThrownBy(bench::open).hasMessage("'heart1' failed: java.lang.IllegalStateException: broken");
        assertThat(bench.line.reader).isEmpty();
        assertThat(bench.loop.timers()).isZero();
        bench.loop.pass(10_000);
        assertThat(bench.scripts).isEmpty();
    }

    /** Does something whose io thread has other work, and does not wait for it. */
    private static void impatient(ThrowingCallable what) throws Throwable {
        Thread.currentThread().interrupt();
        try {
            what.call();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** Who is told that it failed goes on as if nothing had changed; a pause that came nevertheless would be a lost alarm. */
    @Test
    void whatItsIoThreadDidNotComeToInTimeIsNotDoneLater() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.hold();
        String refused = "iothread 'virtual' was not waited for: interrupted";
        assertThatThrownBy(() -> impatient(() -> watchdog.pause(0))).isInstanceOf(AwdException.class).hasMessage(refused);
        assertThatThrownBy(() -> impatient(() -> bench.set(watchdog, "server=on,timeout=60000"))).isInstanceOf(AwdException.class).hasMessage(refused);
        bench.loop.goOn();
        bench.loop.pass(4999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }

    /** Its successor judges; a pause of this one that ends would make it judge as well, and hear nobody. */
    @Test
    void oneThatHasEndedIsNeitherPausedNorResumedNorChanged() throws Exception {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        watchdog.suspend();
        String refused = "'heart1' is at its end";
        assertThatThrownBy(() -> watchdog.pause(1000)).isInstanceOf(AwdException.class).hasMessage(refused);
        assertThatThrownBy(watchdog::resume).hasMessage(refused);
        assertThatThrownBy(() -> bench.set(watchdog, "server=on,pulse_interval=100")).hasMessage(refused);
        assertThat(bench.loop.timers()).isZero();
        bench.loop.pass(60_000);
        assertThat(bench.scripts).isEmpty();
    }

    /** Its io thread comes to it when the chardev is back: then the old one's end is no end of the new one. */
    @Test
    void aChardevThatWasReplacedBeforeAnybodyLookedIsListenedTo() throws Throwable {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.hold();
        bench.chardev.target = Optional.empty();
        impatient(() -> watchdog.relinked("awd_node"));
        Bench.Line fresh = new Bench.Line(bench.loop::now);
        bench.chardev.target = Optional.of(fresh);
        impatient(() -> watchdog.relinked("awd_node"));
        bench.loop.goOn();
        fresh.connect();
        for (int i = 0; i < 10; i++) {
            fresh.send(Frame.PULSE);
            bench.loop.pass(4000);
        }
        assertThat(bench.scripts).as("who is there must be heard").isEmpty();
        assertThat(watchdog.status().messages()).isEqualTo(11);
        bench.loop.pass(1000);
        assertThat(bench.scripts).as("who falls silent must be found").hasSize(1);
    }

    @Test
    void oneThatHasEndedTakesNoChardevThatComesBack() throws Throwable {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.chardev.target = Optional.empty();
        watchdog.relinked("awd_node");
        bench.loop.hold();
        bench.line.reader = Optional.empty();
        bench.chardev.target = Optional.of(bench.line);
        bench.loop.execute(watchdog::close);
        impatient(() -> watchdog.relinked("awd_node"));
        bench.loop.goOn();
        assertThat(bench.line.reader).isEmpty();
        assertThat(bench.loop.timers()).isZero();
    }

    /** Else its peer takes it for dead. */
    @Test
    void thatItStopsIsSaidHoweverLateItComesToIt() throws Throwable {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog watchdog = bench.open();
        bench.line.connect();
        bench.loop.hold();
        impatient(watchdog::close);
        bench.loop.goOn();
        assertThat(bench.line.sent).containsExactly(PULSE, STOPPING);
        assertThat(bench.line.reader).as("its chardev is free").isEmpty();
        assertThat(bench.loop.timers()).isZero();
    }

    /** Its io thread comes to all of it when both are replaced. */
    @Test
    void oneThatIsReplacedLeavesTheChardevThatCameBackToItsSuccessor() throws Throwable {
        Bench bench = new Bench(true, 1000, 5000);
        Watchdog first = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.hold();
        bench.line.close();
        Bench.Line fresh = new Bench.Line(bench.loop::now);
        bench.chardev.target = Optional.of(fresh);
        impatient(() -> first.relinked("awd_node"));
        impatient(() -> bench.memento = first.suspend());
        bench.loop.goOn();
        Watchdog second = bench.open();
        assertThat(fresh.reader).isPresent();
        assertThat(bench.events).as("only the successor speaks").containsExactly("alive", "blind");
        assertThat(bench.loop.timers()).isEqualTo(2);
        fresh.connect();
        fresh.send(Frame.PULSE);
        assertThat(second.status().state()).isEqualTo(State.ALIVE);
        assertThat(first.status().messages()).isEqualTo(1);
    }

    @Test
    void ofTwoPathsOnlyTheReplacedOneIsAttachedAnew() throws Exception {
        Bench bench = new Bench("server=on,timeout=5000,awd_node=h1+h2");
        Watchdog watchdog = bench.open();
        Reader ofSecond = bench.second.reader.orElseThrow();
        bench.line.connect();
        bench.second.connect();
        bench.pulseArrives();
        Bench.Line fresh = new Bench.Line(bench.loop::now);
        bench.chardev.target = Optional.of(fresh);
        watchdog.relinked("awd_node");
        assertThat(bench.second.reader).contains(ofSecond);
        assertThat(fresh.reader).isPresent();
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.loop.pass(4999);
        assertThat(bench.scripts).isEmpty();
        bench.loop.pass(1);
        assertThat(bench.scripts).hasSize(1);
    }
}
