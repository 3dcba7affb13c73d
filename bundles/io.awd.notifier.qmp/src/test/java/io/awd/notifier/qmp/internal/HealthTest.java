package io.awd.notifier.qmp.internal;

import static io.awd.notifier.qmp.internal.Bench.over;
import static io.awd.notifier.qmp.internal.Bench.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether QEMU shows signs of life, and how often it is asked for them. */
class HealthTest {
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;
    private final Recorder recorder = new Recorder();

    private Optional<String> unwell(QmpNotifier notifier, long withinMillis) {
        return notifier.unwell(bench.thread.nanoTime() - TimeUnit.MILLISECONDS.toNanos(withinMillis));
    }

    /** How long it is until the next question, in ms; it is answered. */
    private long gap(long most) {
        bench.thread.advance(0);
        for (long passed = 0; passed <= most; passed++) {
            if (!monitor.sent().isEmpty()) {
                assertThat(monitor.sent()).singleElement().satisfies(command -> assertThat(command.get("execute").getAsString()).isEqualTo("query-status"));
                monitor.returns("{\"status\": \"running\"}");
                return passed;
            }
            bench.thread.advance(1);
        }
        return -1;
    }

    @Test
    void itIsWellWhileItIsReadyAndTheLastAnswerIsNew() throws Exception {
        QmpNotifier notifier = bench.open();
        assertThat(unwell(notifier, 1000)).hasValue("not connected");
        monitor.connect();
        monitor.says(FakeMonitor.GREETING);
        assertThat(unwell(notifier, 1000)).hasValue("no answer to qmp_capabilities yet");
        monitor.returns("{}");
        assertThat(unwell(notifier, 1000)).hasValue("no answer to query-status yet");
        monitor.returns("{\"status\": \"paused\"}");
        assertThat(unwell(notifier, 0)).isEmpty();
        bench.thread.advance(3000);
        assertThat(unwell(notifier, 3000)).isEmpty();
        assertThat(unwell(notifier, 2999)).hasValue("QEMU has not answered query-status for 3000 ms");
        monitor.hangUp();
        assertThat(unwell(notifier, 3000)).hasValue("not connected");
        monitor.ready();
        assertThat(unwell(notifier, 0)).isEmpty();
        bench.chardev = Optional.empty();
        notifier.relinked("chardev");
        assertThat(unwell(notifier, 1000)).hasValue("its chardev is not there");
        assertThat(notifier.runState()).isEmpty();
        notifier.close();
        assertThat(unwell(notifier, 1000)).hasValue("it has ended");
    }

    @Test
    void aSlowAnswerIsToldAndCostsNoConnection() throws Exception {
        QmpNotifier notifier = bench.ready();
        notifier.listen(recorder, 300);
        recorder.told();
        bench.thread.advance(100);
        assertThat(monitor.sent()).hasSize(1);
        bench.thread.advance(Conversation.ANSWER_MILLIS - 1);
        assertThat(monitor.sent()).as("one question at a time").hasSize(1);
        assertThat(unwell(notifier, 300)).hasValue("QEMU has not answered query-status for 5099 ms");
        assertThat(notifier.ready()).isTrue();
        assertThat(monitor.disconnects).isZero();
        assertThat(monitor.patience).isEqualTo(Bench.INTERVAL + Conversation.ANSWER_MILLIS);
        monitor.returns("{\"status\": \"running\"}");
        assertThat(unwell(notifier, 0)).isEmpty();
        assertThat(recorder.told()).isEmpty();
        bench.thread.advance(100 + Conversation.ANSWER_MILLIS);
        assertThat(monitor.disconnects).isEqualTo(1);
        assertThat(unwell(notifier, 300)).hasValue("no answer to query-status for 5000 ms");
        assertThat(recorder.told()).containsExactly("lost: no answer to query-status for 5000 ms");
    }

    @Test
    void aStepThatTakesLongIsNoDeathWhileQemuSaysAnything() throws Exception {
        QmpNotifier notifier = bench.ready();
        notifier.listen(recorder, 900);
        CompletableFuture<Outcome> stuck = notifier.send(new Step(Bench.step(1, "").incident(), 1, FakeMonitor.bytes("slow"), 60_000)).toCompletableFuture();
        String id = monitor.next().get("id").toString();
        for (int i = 0; i < 10; i++) {
            bench.thread.advance(800);
            monitor.event("BLOCK_JOB_READY");
            assertThat(unwell(notifier, 0)).isEmpty();
            bench.thread.advance(800);
            send(notifier, "exec-oob query-yank");
            monitor.returns("[]");
            assertThat(unwell(notifier, 0)).isEmpty();
        }
        assertThat(monitor.sent()).as("nothing waits behind the step").isEmpty();
        bench.thread.advance(2000);
        assertThat(unwell(notifier, 900)).hasValue("QEMU has not answered query-status for 2000 ms");
        assertThat(notifier.ready()).isTrue();
        monitor.says("{\"return\": {}, \"id\": " + id + "}");
        assertThat(over(stuck).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
        assertThat(unwell(notifier, 0)).isEmpty();
        assertThat(gap(300)).isBetween(0L, 300L);
        assertThat(monitor.disconnects).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3000, 1000", "150, 50", "149, 50", "0, 50", "-5, 50", "1000, 333", "60000, 10000", "9223372036854775807, 10000"})
    void itIsAskedOftenEnoughForWhoListens(long within, long interval) throws Exception {
        QmpNotifier notifier = bench.ready();
        notifier.listen(recorder, within);
        for (int i = 0; i < 3; i++) {
            assertThat(gap(20_000)).isEqualTo(interval);
        }
    }

    @Test
    void theShortestTimeWinsAtOnceAndGoesWithItsListener() throws Exception {
        QmpNotifier notifier = bench.ready();
        bench.thread.advance(5000);
        Runnable slow = notifier.listen(recorder, 9000);
        assertThat(gap(0)).as("the last answer was too old").isZero();
        bench.thread.advance(1000);
        Runnable fast = notifier.listen(new Recorder(), 6000);
        assertThat(gap(20_000)).as("since the last question").isEqualTo(1000);
        assertThat(gap(20_000)).isEqualTo(2000);
        notifier.set(new QmpNotifierType.Properties("mon0", 500));
        assertThat(gap(20_000)).isEqualTo(500);
        notifier.set(new QmpNotifierType.Properties("mon0", 10_000));
        assertThat(gap(20_000)).isEqualTo(2000);
        fast.run();
        fast.run();
        assertThat(gap(20_000)).isEqualTo(3000);
        slow.run();
        assertThat(gap(20_000)).isEqualTo(Bench.INTERVAL);
        assertThat(bench.thread.timers()).isEqualTo(1);
    }

    @Test
    void anotherIntervalDuringAQuestionComesAfterIt() throws Exception {
        QmpNotifier notifier = bench.ready();
        bench.thread.advance(Bench.INTERVAL);
        notifier.listen(recorder, 600);
        bench.thread.advance(1000);
        assertThat(monitor.sent()).hasSize(1);
        monitor.returns("{\"status\": \"running\"}");
        assertThat(gap(20_000)).isEqualTo(200);
    }

    @Test
    void theNextConnectionAndTheNextChardevAreAskedAsOften() throws Exception {
        QmpNotifier notifier = bench.ready();
        notifier.listen(recorder, 600);
        monitor.hangUp();
        monitor.ready();
        assertThat(gap(20_000)).isEqualTo(200);
        bench.chardev = Optional.empty();
        notifier.relinked("chardev");
        assertThat(bench.thread.timers()).isZero();
        Runnable more = notifier.listen(new Recorder(), 300);
        FakeMonitor next = new FakeMonitor(bench.thread);
        bench.chardev = Optional.of(next);
        notifier.relinked("chardev");
        next.ready();
        bench.thread.advance(99);
        assertThat(next.sent()).isEmpty();
        bench.thread.advance(1);
        assertThat(next.sent()).hasSize(1);
        next.returns("{\"status\": \"running\"}");
        more.run();
        bench.thread.advance(199);
        assertThat(next.sent()).isEmpty();
        bench.thread.advance(1);
        assertThat(next.sent()).hasSize(1);
    }
}
