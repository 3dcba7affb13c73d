package io.awd.notifier.hmp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Another AWD's monitor: it shows no line again, so its prompts are counted. */
class AwdMonitorTest {
    private static final String GREETING = "AWD 0.1.0 monitor - type 'help' for more information\r\n(awd) ";
    private static final String DUPLICATE = "attempt to add duplicate property 'vm1' to object (type 'container')";
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;

    private HmpNotifier greeted() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        monitor.says(GREETING);
        return notifier;
    }

    private Outcome answered(HmpNotifier notifier, String line, String answer) {
        CompletableFuture<Outcome> outcome = Bench.send(notifier, line);
        assertThat(monitor.sent()).isEqualTo(line + "\n");
        assertThat(outcome).isNotDone();
        monitor.says(answer + "(awd) ");
        return outcome.getNow(null);
    }

    @Test
    void itsGreetingMakesItReadyAndEachPromptEndsALine() throws Exception {
        HmpNotifier notifier = greeted();
        assertThat(notifier.notReady()).isEmpty();
        assertThat(answered(notifier, "object_add iothread,id=vm1", "")).isEqualTo(Outcome.acknowledged(""));
        assertThat(answered(notifier, "object_add iothread,id=vm1", "Error: " + DUPLICATE + "\r\n")).isEqualTo(Outcome.failed("Error: " + DUPLICATE));
        assertThat(answered(notifier, "nosuch", "unknown command: 'nosuch'\r\n")).isEqualTo(Outcome.failed("unknown command: 'nosuch'"));
        // what QEMU would mean as an error without saying so is somebody's text here
        assertThat(answered(notifier, "check-script w", "failed to do what?\r\n")).isEqualTo(Outcome.acknowledged("failed to do what?"));
        assertThat(notifier.status()).isEqualTo(new NotifierStatus(true, "", 4, 2, 2, 0, "unknown command: 'nosuch'"));
    }

    @Test
    void aGreetingThatComesLateLeavesNoPromptOver() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        bench.thread.advance(Conversation.WAKE_MILLIS);
        assertThat(monitor.sent()).isEqualTo("\n");
        monitor.says(GREETING);
        assertThat(notifier.notReady()).as("the empty line's prompt is still to come").contains("no prompt yet");
        String question = monitor.sent();
        assertThat(question).startsWith("help begin-").endsWith("\n");
        monitor.says("(awd) ");
        assertThat(notifier.notReady()).contains("no prompt yet");
        monitor.says("unknown command: '" + question.strip().substring(5) + "'\r\n(awd) ");
        assertThat(notifier.notReady()).isEmpty();
        assertThat(answered(notifier, "info name", "one\r\n")).isEqualTo(Outcome.acknowledged("one"));
    }

    /** As when the line was cut meanwhile, or we were busy. */
    @Test
    void aGreetingAndTheEmptyLinesPromptMayComeAtOnce() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        bench.thread.advance(Conversation.WAKE_MILLIS);
        assertThat(monitor.sent()).isEqualTo("\n");
        monitor.says(GREETING + "(awd) ");
        String question = monitor.sent();
        assertThat(question).startsWith("help begin-").endsWith("\n");
        monitor.says("unknown command: '" + question.strip().substring(5) + "'\r\n(awd) ");
        assertThat(notifier.notReady()).isEmpty();
        assertThat(answered(notifier, "info name", "one\r\n")).isEqualTo(Outcome.acknowledged("one"));
    }

    @Test
    void aConnectionWhoseGreetingNobodyReadIsTakenOver() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        bench.thread.advance(Conversation.WAKE_MILLIS);
        monitor.sent();
        monitor.says("(awd) ");
        String mark = monitor.sent().strip().substring(5);
        bench.thread.advance(Conversation.PROBE_MILLIS - 1);
        assertThat(monitor.disconnects).isZero();
        monitor.says("unknown command: '" + mark + "'\r\n(awd) ");
        assertThat(notifier.notReady()).isEmpty();
        assertThat(bench.thread.timers()).as("one for the next probe").isEqualTo(1);
    }

    @Test
    void oneThatDoesNotAnswerTheFirstQuestionIsGivenUp() throws Exception {
        HmpNotifier notifier = bench.open();
        monitor.connect();
        bench.thread.advance(Conversation.WAKE_MILLIS);
        monitor.says("(awd) ");
        bench.thread.advance(Conversation.PROBE_MILLIS);
        assertThat(monitor.disconnects).isEqualTo(1);
        assertThat(notifier.notReady()).contains("not connected");
        assertThat(notifier.status().sent()).as("no step").isZero();
    }

    @Test
    void aProbeIsAnEmptyLine() throws Exception {
        HmpNotifier notifier = greeted();
        bench.thread.advance(Bench.INTERVAL);
        assertThat(monitor.sent()).isEqualTo("\n");
        monitor.says("(awd) ");
        assertThat(notifier.notReady()).isEmpty();
        assertThat(answered(notifier, "info name", "one\r\n")).isEqualTo(Outcome.acknowledged("one"));
    }

    @Test
    void aConnectionThatEndsLeavesTheAnswerUnknownEvenOfQuit() throws Exception {
        HmpNotifier notifier = greeted();
        CompletableFuture<Outcome> outcome = Bench.send(notifier, "quit");
        monitor.hangUp();
        assertThat(outcome.getNow(null).result()).as("it answers before it ends, so nobody knows").isEqualTo(Outcome.Result.UNKNOWN);
    }

    @Test
    void theSameNotifierMeetsQemuAfterwards() throws Exception {
        HmpNotifier notifier = greeted();
        monitor.hangUp();
        monitor.greet();
        assertThat(bench.talk(notifier, "stop", "Device 'x' not found\n")).isEqualTo(Outcome.failed("Device 'x' not found"));
    }

    @Test
    void aDryRunAsksForHelp() throws Exception {
        HmpNotifier notifier = greeted();
        CompletableFuture<List<Finding>> findings = notifier.check(List.of(Bench.step("object_add iothread,id=vm1")), 1000).toCompletableFuture();
        assertThat(monitor.sent()).isEqualTo("help object_add\n");
        monitor.says("object-add TYPE,id=ID[,PROPERTY=VALUE]...  add an object\r\n(awd) ");
        assertThat(findings.getNow(List.of())).containsExactly(new Finding(1, true, "object-add TYPE,id=ID[,PROPERTY=VALUE]...  add an object"));
    }
}
