package io.awd.notifier.hmp.internal;

import static io.awd.api.notifier.Outcome.Result.ACKNOWLEDGED;
import static io.awd.api.notifier.Outcome.Result.FAILED;
import static io.awd.api.notifier.Outcome.Result.NOT_SENT;
import static io.awd.api.notifier.Outcome.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmpNotifierTest {
    private static final Outcome DONE = Outcome.acknowledged("");
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;

    @Test
    void itIsAnObjectThatWantsAChardevAndLines() throws Exception {
        assertThat(new HmpNotifierType().description().kind()).isEqualTo(Kind.OBJECT);
        assertThat(new HmpNotifierType().description().name()).isEqualTo("notifier-hmp");
        assertThat(new HmpNotifierType().description().property("chardev")).hasValueSatisfying(p -> assertThat(p.required()).isTrue());
        assertThat(new HmpNotifierType().description().property("probe_interval")).hasValueSatisfying(p -> {
            assertThat(p.defaultValue()).contains("10000");
            assertThat(p.settable()).isTrue();
        });
        assertThat(bench.open().syntax()).isEqualTo(Notifier.Syntax.LINES);
    }

    @Test
    void itIsReadyOnlyAfterThePrompt() throws Exception {
        HmpNotifier notifier = bench.open();
        assertThat(notifier.notReady()).contains("not connected");
        monitor.connect();
        assertThat(notifier.notReady()).contains("no prompt yet");
        monitor.says("QEMU 7.2.22 monitor - type 'help' for more information\r\n");
        assertThat(notifier.notReady()).contains("no prompt yet");
        assertThat(notifier.status().ready()).isFalse();
        assertThat(notifier.status().notReady()).isEqualTo("no prompt yet");
        monitor.says(FakeMonitor.PROMPT);
        assertThat(notifier.notReady()).isEmpty();
        assertThat(notifier.status().ready()).isTrue();
        assertThat(monitor.sent()).isEmpty();
        monitor.hangUp();
        assertThat(notifier.notReady()).contains("not connected");
        assertThat(Bench.send(notifier, "stop").getNow(null)).isEqualTo(Outcome.notSent("not connected"));
    }

    @Test
    void aStepIsALineAndItsReplyComesWithoutTheEcho() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "info status");
        assertThat(monitor.sent()).isEqualTo("info status\n");
        assertThat(outcome).isNotDone();
        monitor.says(FakeMonitor.answer("info status", "VM status: paused (prelaunch)\nand more\n"));
        assertThat(outcome.getNow(null)).isEqualTo(Outcome.acknowledged("VM status: paused (prelaunch)\nand more"));
        assertThat(bench.talk(notifier, "system_reset", "")).isEqualTo(DONE);
        assertThat(notifier.status()).isEqualTo(new NotifierStatus(true, "", 2, 2, 0, 0, ""));
    }

    @Test
    void bytesComeOneByOne() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        monitor.trickles(FakeMonitor.GREETING);
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "print é");
        monitor.trickles(FakeMonitor.answer("print é", "one\nünd zwei\n"));
        assertThat(outcome.getNow(null)).isEqualTo(Outcome.acknowledged("one\nünd zwei"));
    }

    @Test
    void theAnswerIsCutAnywhere() throws Exception {
        HmpNotifier notifier = bench.ready();
        String answer = FakeMonitor.answer("stop", "one\ntwo\n");
        for (int cut = 0; cut <= answer.length(); cut++) {
            CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
            monitor.says(answer.substring(0, cut));
            monitor.says(answer.substring(cut));
            assertThat(outcome.getNow(null)).as("cut at %d", cut).isEqualTo(Outcome.acknowledged("one\ntwo"));
        }
    }

    @Test
    void stepsAreSentOneAtATime() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> first = Bench.send(notifier, "stop");
        CompletableFuture<Outcome> second = Bench.send(notifier, "cont");
        assertThat(monitor.sent()).isEqualTo("stop\n");
        monitor.says(FakeMonitor.answer("stop", "1\n"));
        assertThat(first.getNow(null)).isEqualTo(Outcome.acknowledged("1"));
        assertThat(monitor.sent()).isEqualTo("cont\n");
        assertThat(second).isNotDone();
        monitor.says(FakeMonitor.answer("cont", "2\n"));
        assertThat(second.getNow(null)).isEqualTo(Outcome.acknowledged("2"));
    }

    @Test
    void theQueueIsBounded() throws Exception {
        HmpNotifier notifier = bench.ready();
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            all.add(Bench.send(notifier, "stop"));
        }
        assertThat(all.stream().filter(CompletableFuture::isDone)).hasSize(5)
                .allSatisfy(outcome -> assertThat(outcome.getNow(null)).isEqualTo(Outcome.notSent("64 lines are waiting already")));
        for (int i = 0; i < 65; i++) {
            monitor.says(FakeMonitor.answer("stop", ""));
        }
        assertThat(all.stream().filter(outcome -> outcome.getNow(null).equals(DONE))).hasSize(65);
    }

    @Test
    void aPromptInsideAReplyIsNone() throws Exception {
        HmpNotifier notifier = bench.ready();
        String reply = "(qemu) is what a guest wrote\nx (qemu) \n(qemu) quit\n";
        assertThat(bench.talk(notifier, "ringbuf_read r 100", reply)).isEqualTo(Outcome.acknowledged(reply.strip()));
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "ringbuf_read r");
        monitor.says("ringbuf_read r\r\none\r\n(qemu) ", "two\r\n");
        assertThat(outcome).isNotDone();
        monitor.says("(qemu) ");
        assertThat(outcome.getNow(null)).isEqualTo(Outcome.acknowledged("one\n(qemu) two"));
    }

    @Test
    void whatFollowsAFalsePromptIsNotTheNextStepsAnswer() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> first = Bench.send(notifier, "ringbuf_read r");
        monitor.says("ringbuf_read r\r\none\r\n(qemu) ");
        assertThat(first.getNow(null)).isEqualTo(Outcome.acknowledged("one"));
        CompletableFuture<Outcome> second = Bench.send(notifier, "stop");
        monitor.says(" two\r\nError: of the first\r\n(qemu) ");
        assertThat(second).isNotDone();
        monitor.says(FakeMonitor.answer("stop", "three\n"));
        assertThat(second.getNow(null)).isEqualTo(Outcome.acknowledged("three"));
    }

    @Test
    void aStepThatContainsThePromptIsNoPrompt() throws Exception {
        assertThat(bench.talk(bench.ready(), "(qemu) stop", "unknown command: '(qemu)'\n")).isEqualTo(Outcome.failed("unknown command: '(qemu)'"));
    }

    @Test
    void aGiantReplyIsCut() throws Exception {
        HmpNotifier notifier = bench.ready();
        Outcome outcome = bench.talk(notifier, "info mtree", "0123456789abcde\n".repeat(100_000));
        assertThat(outcome.result()).isEqualTo(ACKNOWLEDGED);
        assertThat(outcome.detail()).hasSize(1000).startsWith("0123456789abcde\n0123");
        assertThat(bench.talk(notifier, "info mtree", "x".repeat(1_000_000)+ "\n").detail()).isEqualTo("x".repeat(1000));
        assertThat(bench.talk(notifier, "stop", "x\n".repeat(100_000) + "Error: at the end\n")).isEqualTo(Outcome.failed("Error: at the end"));
        assertThat(bench.talk(notifier, "stop", "")).isEqualTo(DONE);
    }

    @Test
    void withoutAPromptInTimeNobodyKnowsAndALateAnswerIsNobodys() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
        monitor.says("stop\r\nhalf an ");
        bench.thread.advance(Bench.TIMEOUT - 1);
        assertThat(outcome).isNotDone();
        bench.thread.advance(1);
        assertThat(outcome.getNow(null)).isEqualTo(Outcome.unknown("no prompt within 1000 ms"));
        assertThat(monitor.disconnects).isEqualTo(1);
        assertThat(notifier.notReady()).contains("not connected");
        assertThat(notifier.status()).isEqualTo(new NotifierStatus(false, "not connected", 1, 0, 0, 1, "no prompt within 1000 ms"));
        monitor.says("answer\r\n(qemu) ");
        assertThat(notifier.notReady()).contains("not connected");
        monitor.greet();
        assertThat(bench.talk(notifier, "cont", "fresh\n")).isEqualTo(Outcome.acknowledged("fresh"));
    }

    @Test
    void aLineThatCameBackWithoutItsEchoIsNoAnswer() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
        monitor.says("an answer\r\n(qemu) ", "\r\n(qemu) ", "stopped\r\n(qemu) ");
        assertThat(outcome).isNotDone();
        bench.thread.advance(Bench.TIMEOUT);
        assertThat(outcome.getNow(null).result()).isEqualTo(UNKNOWN);
    }

    @Test
    void aConnectionLostAnywhereAfterTheLineWentOutIsUnknown() throws Exception {
        HmpNotifier notifier = bench.open();
        String answer = FakeMonitor.answer("stop", "done\n");
        for (int cut = 0; cut < answer.length(); cut++) {
            monitor.greet();
            CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
            CompletableFuture<Outcome> behind = Bench.send(notifier, "cont");
            monitor.says(answer.substring(0, cut));
            monitor.hangUp();
            assertThat(outcome.getNow(null)).as("cut at %d", cut).isEqualTo(Outcome.unknown("connection lost"));
            assertThat(behind.getNow(null)).isEqualTo(Outcome.notSent("not connected"));
        }
        assertThat(monitor.sent()).doesNotContain("cont");
        assertThat(notifier.status().unknown()).isEqualTo(answer.length());
        assertThat(bench.thread.timers()).as("nothing is left running").isZero();
    }

    @Test
    void beforeTheLineWentOutNothingWasSent() throws Exception {
        HmpNotifier notifier = bench.open();
        assertThat(Bench.send(notifier, "stop").getNow(null)).isEqualTo(Outcome.notSent("not connected"));
        monitor.connect();
        assertThat(Bench.send(notifier, "stop").getNow(null)).isEqualTo(Outcome.notSent("no prompt yet"));
        monitor.says(FakeMonitor.GREETING);
        monitor.full = true;
        assertThat(Bench.send(notifier, "stop").getNow(null)).isEqualTo(Outcome.notSent("the monitor takes nothing"));
        assertThat(monitor.sent()).isEmpty();
        assertThat(notifier.status()).isEqualTo(new NotifierStatus(true, "", 0, 0, 3, 0, "the monitor takes nothing"));
    }

    @Test
    void aStepThatWaitsLongerThanItsTimeIsNotSent() throws Exception {
        HmpNotifier notifier = bench.ready();
        bench.thread.advance(Bench.INTERVAL);
        assertThat(monitor.sent()).isEqualTo("\n");
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
        bench.thread.advance(Bench.TIMEOUT);
        assertThat(outcome.getNow(null)).isEqualTo(Outcome.notSent("its time was over before its turn came"));
        monitor.says("\r\n(qemu) ");
        assertThat(monitor.sent()).isEmpty();
    }

    @Test
    void aStepThatALateLoopFindsTooLateIsNotSent() throws Exception {
        HmpNotifier notifier = bench.ready();
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        bench.thread.execute(() -> {
            sent.add(Bench.send(notifier, "stop"));
            bench.thread.stall(Bench.TIMEOUT);
        });
        assertThat(sent.get(0).getNow(null).result()).isEqualTo(NOT_SENT);
        assertThat(monitor.sent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop\ncont", "stop\n", "stop\r", "stop\u0000", "\tstop", "\u001b[A", "stop\u007f", "print ś", "", "   "})
    void aStepIsOneLineWithoutControlCharacters(String line) throws Exception {
        HmpNotifier notifier = bench.ready();
        assertThat(Bench.send(notifier, line).getNow(null).result()).isEqualTo(FAILED);
        assertThat(monitor.sent()).isEmpty();
        assertThat(notifier.status().failed()).isEqualTo(1);
    }

    @Test
    void aStepIsNoLongerThanQemuReads() throws Exception {
        HmpNotifier notifier = bench.ready();
        assertThat(Bench.send(notifier, "x".repeat(4096)).getNow(null)).isEqualTo(Outcome.failed("longer than the 4095 bytes that QEMU reads of a line"));
        assertThat(monitor.sent()).isEmpty();
        Bench.send(notifier, "x".repeat(4095));
        assertThat(monitor.sent()).hasSize(4096);
    }

    @Test
    void aChardevThatSomebodyHasAloneIsRefusedAtCreation() {
        monitor.held = true;
        assertThatThrownBy(bench::open).isInstanceOf(AwdException.class).hasMessage("Device 'mon0' is in use");
    }

    @Test
    void quitIsDoneWhenQemuGoesAfterItsEcho() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> read = Bench.send(notifier, "quit");
        monitor.says("quit\u001b[K\r\n");
        monitor.hangUp();
        assertThat(read.getNow(null)).isEqualTo(DONE);
        monitor.greet();
        CompletableFuture<Outcome> unread = Bench.send(notifier, "quit");
        monitor.says("qui");
        monitor.hangUp();
        assertThat(unread.getNow(null).result()).isEqualTo(UNKNOWN);
        monitor.greet();
        CompletableFuture<Outcome> other = Bench.send(notifier, "stop");
        monitor.says("stop\r\n");
        monitor.hangUp();
        assertThat(other.getNow(null).result()).isEqualTo(UNKNOWN);
    }

    @Test
    void itFollowsItsChardev() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> out = Bench.send(notifier, "stop");
        bench.chardev = Optional.empty();
        notifier.relinked("chardev");
        assertThat(out.getNow(null).result()).isEqualTo(UNKNOWN);
        assertThat(notifier.notReady()).contains("its chardev is not there");
        assertThat(Bench.send(notifier, "stop").getNow(null)).isEqualTo(Outcome.notSent("its chardev is not there"));
        assertThat(monitor.attached()).isFalse();

        FakeMonitor next = new FakeMonitor(bench.thread);
        next.held = true;
        bench.chardev = Optional.of(next);
        notifier.relinked("chardev");
        assertThat(notifier.notReady()).contains("Device 'mon0' is in use");
        next.held = false;
        notifier.relinked("chardev");
        next.greet();
        notifier.relinked("chardev");
        assertThat(notifier.notReady()).isEmpty();
        Bench.send(notifier, "cont");
        assertThat(next.sent()).isEqualTo("cont\n");
    }

    @Test
    void theEndFinishesWhatIsUnderWay() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> out = Bench.send(notifier, "stop");
        CompletableFuture<Outcome> behind = Bench.send(notifier, "cont");
        Map<String, String> memento = notifier.suspend();
        assertThat(out.getNow(null).result()).isEqualTo(UNKNOWN);
        assertThat(behind.getNow(null).result()).isEqualTo(NOT_SENT);
        assertThat(monitor.disconnects).as("the next reader must not get the answer").isEqualTo(1);
        assertThat(monitor.attached()).isFalse();
        assertThat(bench.thread.timers()).isZero();
        assertThat(Bench.send(notifier, "stop").getNow(null).result()).isEqualTo(NOT_SENT);
        notifier.close();

        bench.memento = memento;
        assertThat(bench.open().status()).isEqualTo(new NotifierStatus(false, "not connected", 1, 0, 1, 1, "it has ended"));
    }

    @Test
    void anIdleConnectionOutlivesItsNotifier() throws Exception {
        HmpNotifier notifier = bench.ready();
        notifier.close();
        notifier.close();
        assertThat(monitor.disconnects).isZero();
        assertThat(bench.thread.timers()).isZero();
        HmpNotifier next = bench.open();
        assertThat(next.notReady()).contains("no prompt yet");
        bench.thread.advance(Conversation.WAKE_MILLIS);
        assertThat(monitor.sent()).as("nobody read the prompt that was there").isEqualTo("\n");
        monitor.says("\r\n(qemu) ");
        assertThat(bench.talk(next, "stop", "")).isEqualTo(DONE);
    }
}
