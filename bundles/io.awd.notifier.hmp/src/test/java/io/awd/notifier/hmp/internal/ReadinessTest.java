package io.awd.notifier.hmp.internal;

import static io.awd.api.notifier.Outcome.Result.NOT_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whether a monitor would answer on the day: probes, monitors that others hold, peers that are none, dry runs. */
class ReadinessTest {
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;

    @Test
    void anIdleMonitorIsProbedWithAnEmptyLine() throws Exception {
        HmpNotifier notifier = bench.ready();
        for (int i = 0; i < 3; i++) {
            bench.thread.advance(Bench.INTERVAL - 1);
            assertThat(monitor.sent()).isEmpty();
            bench.thread.advance(1);
            assertThat(monitor.sent()).isEqualTo("\n");
            monitor.says("\r\n(qemu) ");
        }
        assertThat(notifier.status()).isEqualTo(new NotifierStatus(true, "", 0, 0, 0, 0, ""));
        assertThat(bench.thread.timers()).as("one for the next probe").isEqualTo(1);
    }

    @Test
    void aStepPutsOffTheProbe() throws Exception {
        HmpNotifier notifier = bench.ready();
        bench.thread.advance(Bench.INTERVAL - 1);
        bench.talk(notifier, "stop", "");
        monitor.sent();
        bench.thread.advance(Bench.INTERVAL - 1);
        assertThat(monitor.sent()).isEmpty();
        bench.thread.advance(1);
        assertThat(monitor.sent()).isEqualTo("\n");
    }

    @Test
    void aProbeWithoutAnAnswerCostsTheConnection() throws Exception {
        HmpNotifier notifier = bench.ready();
        bench.thread.advance(Bench.INTERVAL);
        bench.thread.advance(Conversation.PROBE_MILLIS - 1);
        assertThat(monitor.disconnects).isZero();
        CompletableFuture<Outcome> behind = Bench.send(notifier, "stop");
        bench.thread.advance(1);
        assertThat(monitor.disconnects).isEqualTo(1);
        assertThat(behind.getNow(null)).isEqualTo(Outcome.notSent("not connected"));
        assertThat(notifier.notReady()).contains("not connected");
        assertThat(monitor.sent()).isEqualTo("\n");
        assertThat(bench.thread.timers()).isZero();
        monitor.greet();
        assertThat(notifier.notReady()).isEmpty();
    }

    @Test
    void aStepWaitsForTheProbesAnswer() throws Exception {
        HmpNotifier notifier = bench.ready();
        bench.thread.advance(Bench.INTERVAL);
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
        assertThat(monitor.sent()).isEqualTo("\n");
        monitor.says("\r\n(qemu) ");
        assertThat(monitor.sent()).isEqualTo("stop\n");
        monitor.says(FakeMonitor.answer("stop", "ok\n"));
        assertThat(outcome.getNow(null)).isEqualTo(Outcome.acknowledged("ok"));
    }

    @Test
    void theIntervalChangesAtRunTime() throws Exception {
        HmpNotifier notifier = bench.ready();
        assertThat(monitor.patience).isEqualTo(Bench.INTERVAL + Conversation.PROBE_MILLIS);
        notifier.set(new HmpNotifierType.Properties("mon0", 500));
        assertThat(monitor.patience).isEqualTo(500 + Conversation.PROBE_MILLIS);
        bench.thread.advance(500);
        assertThat(monitor.sent()).isEqualTo("\n");
    }

    @Test
    void aMonitorThatSomebodyHoldsGetsNothingThatCouldBeExecutedLater() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        bench.thread.advance(3_600_000);
        assertThat(notifier.notReady()).contains("no prompt yet");
        assertThat(Bench.send(notifier, "quit").getNow(null)).isEqualTo(Outcome.notSent("no prompt yet"));
        assertThat(monitor.disconnects).as("it keeps its place in the row").isZero();
        assertThat(monitor.sent()).isEqualTo("\n");
        monitor.says(FakeMonitor.GREETING);
        assertThat(notifier.notReady()).isEmpty();
        assertThat(monitor.sent()).isEmpty();
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
        monitor.says("\r\n(qemu) ", FakeMonitor.answer("stop", "yes\n"));
        assertThat(outcome.getNow(null)).isEqualTo(Outcome.acknowledged("yes"));
    }

    @Test
    void outputBetweenStepsIsNobodys() throws Exception {
        HmpNotifier notifier = bench.ready();
        monitor.says("\r\nError: of something in the background\r\n");
        assertThat(notifier.notReady()).isEmpty();
        assertThat(bench.talk(notifier, "stop", "")).isEqualTo(Outcome.acknowledged(""));
        monitor.says("more");
        bench.thread.advance(Bench.INTERVAL);
        monitor.says("\r\n(qemu) ");
        bench.thread.advance(Conversation.PROBE_MILLIS);
        assertThat(notifier.notReady()).isEmpty();
    }

    @Test
    void aQmpMonitorIsNamed() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        monitor.says("{\"QMP\": {\"version\": {}}}\r\n");
        assertThat(notifier.notReady()).contains("it is a QMP monitor, not a human one");
        assertThat(Bench.send(notifier, "stop").getNow(null).result()).isEqualTo(NOT_SENT);
    }

    @Test
    void garbageIsNoMonitor() throws Exception {
        Random random = new Random(7);
        HmpNotifier notifier = bench.open();
        monitor.connect();
        byte[] garbage = new byte[100_000];
        for (int i = 0; i < 50; i++) {
            random.nextBytes(garbage);
            monitor.says(garbage);
        }
        assertThat(notifier.notReady()).contains("no prompt yet");
        monitor.hangUp();
        monitor.greet();
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "stop");
        for (int i = 0; i < 50; i++) {
            random.nextBytes(garbage);
            monitor.says(garbage);
        }
        bench.thread.advance(Bench.TIMEOUT);
        assertThat(outcome.getNow(null).result()).isEqualTo(Outcome.Result.UNKNOWN);
    }

    private static Step step(int number, String line) {
        return new Step(Bench.step("").incident(), number, FakeMonitor.bytes(line), Bench.TIMEOUT);
    }

    private static List<Finding> found(CompletableFuture<List<Finding>> findings) {
        assertThat(findings).isDone();
        return findings.getNow(null);
    }

    @Test
    void aDryRunAsksForHelpOnly() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<List<Finding>> findings = notifier.check(
                List.of(step(1, "system_reset"), step(2, "print/x 5"), step(3, "info nosuch all"), step(4, "a\tb"), step(5, "\"quit\""), step(6, "silent")),
                5000).toCompletableFuture();
        assertThat(monitor.sent()).isEqualTo("help system_reset\n");
        monitor.says(FakeMonitor.answer("help system_reset", "system_reset  -- reset the system\n"));
        assertThat(monitor.sent()).isEqualTo("help print\n");
        monitor.says(FakeMonitor.answer("help print", "print|p /fmt expr -- print expression value\n"));
        assertThat(monitor.sent()).isEqualTo("help info nosuch\n");
        monitor.says(FakeMonitor.answer("help info nosuch", "unknown command: 'info nosuch'\n"));
        assertThat(monitor.sent()).isEqualTo("help silent\n");
        monitor.says(FakeMonitor.answer("help silent", ""));
        assertThat(found(findings)).containsExactly(new Finding(1, true, "system_reset  -- reset the system"),
                new Finding(2, true, "print|p /fmt expr -- print expression value"), new Finding(3, false, "unknown command: 'info nosuch'"),
                new Finding(4, false, "a control character (0x09) in the line"), new Finding(5, false, "unknown command: '\"quit\"'"),
                new Finding(6, false, "the monitor has no help on it"));
        assertThat(notifier.status()).isEqualTo(new NotifierStatus(true, "", 0, 0, 0, 0, ""));
    }

    @Test
    void aDryRunWithoutAMonitorSaysWhy() throws Exception {
        assertThat(found(bench.open().check(List.of(step(1, "stop"), step(2, "\"stop\"")), 5000).toCompletableFuture())).containsExactly(
                new Finding(0, false, "not connected"), new Finding(1, true, "it can be sent; the monitor was not asked"),
                new Finding(2, false, "unknown command: '\"stop\"'"));
        assertThat(monitor.sent()).isEmpty();
    }

    @Test
    void aDryRunEndsInTime() throws Exception {
        HmpNotifier notifier = bench.ready();
        CompletableFuture<List<Finding>> findings = notifier.check(List.of(step(1, "stop"), step(2, "cont")), 300).toCompletableFuture();
        bench.thread.advance(300);
        assertThat(found(findings)).containsExactly(new Finding(1, false, "no prompt within 300 ms"), new Finding(2, false, "not asked, the time was over"));
        assertThat(monitor.sent()).isEqualTo("help stop\n");
    }
}
