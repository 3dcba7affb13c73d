package io.awd.notifier.qmp.internal;

import static io.awd.notifier.qmp.internal.Bench.over;
import static io.awd.notifier.qmp.internal.Bench.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a step could go out, and how it is found out that it could not. */
class ReadinessTest {
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;

    private String asked() {
        return monitor.sent().get(0).get("execute").getAsString();
    }

    @Test
    void itIsReadyOnlyAfterNegotiationAndAnAnswer() throws Exception {
        QmpNotifier notifier = bench.open();
        assertThat(notifier.notReady()).hasValue("not connected");
        monitor.connect();
        assertThat(notifier.notReady()).hasValue("no greeting yet");
        assertThat(monitor.sent()).isEmpty();
        monitor.says(FakeMonitor.GREETING);
        assertThat(notifier.notReady()).hasValue("no answer to qmp_capabilities yet");
        assertThat(monitor.sent().get(0).get("arguments")).hasToString("{\"enable\":[\"oob\"]}");
        assertThat(over(send(notifier, "stop"))).isEqualTo(Outcome.notSent("no answer to qmp_capabilities yet"));
        monitor.returns("{}");
        assertThat(notifier.notReady()).hasValue("no answer to query-status yet");
        assertThat(asked()).isEqualTo("query-status");
        monitor.returns("{\"status\": \"prelaunch\"}");
        assertThat(notifier.notReady()).isEmpty();
        assertThat(notifier.status().ready()).isTrue();
        assertThat(notifier.status().runState()).isEqualTo("prelaunch");
        assertThat(notifier.status().qemu()).isEqualTo("7.2.22");
        assertThat(monitor.patience).isEqualTo(15_000);
    }

    @Test
    void itIsAskedAtEachInterval() throws Exception {
        QmpNotifier notifier = bench.ready();
        for (int i = 0; i < 3; i++) {
            bench.thread.advance(Bench.INTERVAL - 1);
            assertThat(monitor.sent()).isEmpty();
            bench.thread.advance(1);
            assertThat(asked()).isEqualTo("query-status");
            monitor.returns("{\"status\": \"paused\"}");
        }
        assertThat(notifier.status().runState()).isEqualTo("paused");
        notifier.set(new QmpNotifierType.Properties("mon0", 200));
        bench.thread.advance(200);
        assertThat(asked()).isEqualTo("query-status");
        assertThat(monitor.patience).isEqualTo(5200);
    }

    @Test
    void withoutAnAnswerTheConnectionIsGivenUpAndTheNextNegotiatesAnew() throws Exception {
        QmpNotifier notifier = bench.ready();
        bench.thread.advance(Bench.INTERVAL);
        CompletableFuture<Outcome> step = send(notifier, "stop");
        bench.thread.advance(Conversation.ANSWER_MILLIS - 1);
        assertThat(notifier.ready()).isTrue();
        bench.thread.advance(1);
        assertThat(notifier.notReady()).hasValue("no answer to query-status for 5000 ms");
        assertThat(over(step).result()).isEqualTo(Outcome.Result.UNKNOWN);
        assertThat(monitor.disconnects).isEqualTo(1);
        assertThat(notifier.status().givenUp()).isEqualTo(1);
        monitor.sent().clear();
        monitor.connect();
        assertThat(notifier.notReady()).hasValue("no answer to query-status for 5000 ms; no greeting yet");
        monitor.says(FakeMonitor.GREETING);
        assertThat(asked()).isEqualTo("qmp_capabilities");
        monitor.returns("{}");
        monitor.returns("{\"status\": \"running\"}");
        assertThat(notifier.notReady()).isEmpty();
        assertThat(notifier.status().lastError()).isEqualTo("no answer to query-status for 5000 ms");
    }

    @Test
    void aStepThatTakesLongIsNotTakenForSilence() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> step = notifier.send(new Step(Bench.step(1, "").incident(), 1, FakeMonitor.bytes("slow"), 60_000))
                .toCompletableFuture();
        bench.thread.advance(59_000);
        assertThat(monitor.sent()).hasSize(1);
        assertThat(notifier.ready()).isTrue();
        monitor.returns("{}");
        assertThat(over(step).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
        bench.thread.advance(Bench.INTERVAL);
        assertThat(asked()).isEqualTo("query-status");
    }

    @Test
    void eventsKeepTheRunStateUp() throws Exception {
        QmpNotifier notifier = bench.ready();
        monitor.event("STOP");
        assertThat(notifier.status().runState()).isEqualTo("paused");
        monitor.event("RESUME");
        assertThat(notifier.status().runState()).isEqualTo("running");
        monitor.event("BLOCK_JOB_READY");
        monitor.event("STOP");
        assertThat(monitor.sent()).isEmpty();
        bench.thread.advance(Pulse.SOON_MILLIS);
        assertThat(asked()).isEqualTo("query-status");
        monitor.event("STOP");
        monitor.returns("{\"status\": \"io-error\"}");
        assertThat(notifier.status().runState()).isEqualTo("io-error");
        bench.thread.advance(Pulse.SOON_MILLIS);
        monitor.returns("{\"status\": \"internal-error\"}");
        assertThat(notifier.status().runState()).isEqualTo("internal-error");
        for (String name : new String[] {"RESET", "GUEST_PANICKED"}) {
            monitor.event(name);
            assertThat(notifier.status().runState()).isEqualTo("internal-error");
            bench.thread.advance(Pulse.SOON_MILLIS);
            monitor.returns("{\"status\": \"internal-error\"}");
        }
        monitor.event("SHUTDOWN");
        assertThat(notifier.status().runState()).isEqualTo("shutdown");
        bench.thread.advance(Bench.INTERVAL - 1);
        assertThat(monitor.sent()).isEmpty();
    }

    @Test
    void aFloodOfEventsIsOneQuestionAtATime() throws Exception {
        bench.ready();
        for (int i = 0; i < 100; i++) {
            monitor.event(i % 2 == 0 ? "STOP" : "RESUME");
            bench.thread.advance(1);
        }
        assertThat(monitor.sent()).hasSize(1);
        monitor.returns("{\"status\": \"paused\"}");
        bench.thread.advance(Pulse.SOON_MILLIS);
        assertThat(monitor.sent()).hasSize(1);
        monitor.returns("{\"status\": \"paused\"}");
        bench.thread.advance(Pulse.SOON_MILLIS);
        assertThat(monitor.sent()).isEmpty();
    }

    @Test
    void aConnectionWhoseGreetingWentUnreadIsSpokenTo() throws Exception {
        monitor.connected = true;
        QmpNotifier notifier = bench.open();
        bench.thread.advance(Handshake.WAKE_MILLIS);
        assertThat(asked()).isEqualTo("qmp_capabilities");
        monitor.refuses("CommandNotFound", "Capabilities negotiation is already complete, command ignored");
        monitor.returns("{\"status\": \"running\"}");
        assertThat(notifier.ready()).isTrue();
        assertThat(notifier.status().qemu()).isEmpty();
        send(notifier, "exec-oob migrate-pause");
        assertThat(monitor.next().has("exec-oob")).isTrue();
    }

    @Test
    void aMonitorThatSomebodyElseHoldsIsWaitedForAndAskedOnce() throws Exception {
        QmpNotifier notifier = bench.open();
        monitor.connect();
        bench.thread.advance(3_600_000);
        assertThat(notifier.notReady()).hasValue("no greeting yet");
        assertThat(monitor.disconnects).isZero();
        assertThat(monitor.sent()).hasSize(1);
        monitor.says(FakeMonitor.OLD_GREETING);
        assertThat(notifier.notReady()).hasValue("no answer to qmp_capabilities yet");
        assertThat(monitor.sent()).hasSize(1);
        monitor.refuses("GenericError", "Capability oob is not available");
        assertThat(monitor.sent()).singleElement().satisfies(command -> assertThat(command.has("arguments")).isFalse());
        monitor.returns("{}");
        monitor.returns("{\"status\": \"running\"}");
        assertThat(notifier.ready()).isTrue();
    }

    @Test
    void negotiationThatGetsNoAnswerOrARefusalEndsTheConnection() throws Exception {
        QmpNotifier notifier = bench.open();
        monitor.connect();
        monitor.says(FakeMonitor.GREETING);
        bench.thread.advance(Conversation.ANSWER_MILLIS);
        assertThat(notifier.notReady()).hasValue("no answer to qmp_capabilities for 5000 ms");
        monitor.sent().clear();
        monitor.connect();
        monitor.says(FakeMonitor.OLD_GREETING);
        monitor.refuses("GenericError", "no");
        assertThat(notifier.notReady()).hasValue("qmp_capabilities: GenericError: no");
        assertThat(monitor.disconnects).isEqualTo(2);
        assertThat(bench.thread.timers()).isZero();
    }

    @Test
    void aMonitorThatDoesNotKnowItsStatusIsNotReadyAndAskedAgain() throws Exception {
        QmpNotifier notifier = bench.open();
        monitor.connect();
        monitor.says(FakeMonitor.GREETING);
        monitor.returns("{}");
        monitor.refuses("CommandNotFound", "x");
        assertThat(notifier.notReady()).hasValue("query-status: CommandNotFound: x");
        bench.thread.advance(Bench.INTERVAL);
        monitor.returns("{\"status\": 5, \"x\": []}");
        assertThat(notifier.ready()).isTrue();
    }

    @Test
    void aChardevThatTakesNothingAtFirstIsTriedAgain() throws Exception {
        QmpNotifier notifier = bench.open();
        monitor.full = true;
        monitor.connect();
        monitor.says(FakeMonitor.GREETING);
        monitor.full = false;
        bench.thread.advance(Handshake.WAKE_MILLIS);
        monitor.full = true;
        monitor.returns("{}");
        monitor.full = false;
        bench.thread.advance(Pulse.AGAIN_MILLIS);
        monitor.returns("{\"status\": \"running\"}");
        assertThat(notifier.ready()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aConnectionThatEndsInTheMiddleIsBegunAnew(int answers) throws Exception {
        QmpNotifier notifier = bench.open();
        monitor.connect();
        monitor.says(FakeMonitor.GREETING.substring(0, 40));
        if (answers > 0) {
            monitor.says(FakeMonitor.GREETING.substring(40));
        }
        if (answers > 1) {
            monitor.returns("{}");
        }
        monitor.hangUp();
        assertThat(notifier.notReady()).hasValue("not connected");
        assertThat(bench.thread.timers()).isZero();
        monitor.sent().clear();
        monitor.ready();
        assertThat(notifier.ready()).isTrue();
        assertThat(notifier.status().givenUp()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage\r\n", "{\"a\": }", "{}", "{\"a\": tru}", "{\"x\": 1}", "[]", "}", "{]", "{\"return\": {}, }", "{\"a\": 1 \"b\"}",
        "{'return': {}}", "{\"return\": NaN}", "\u0000", "{\"a\n\": 1}"})
    void whatIsNotQmpEndsTheConnectionAndNothingElse(String text) throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> step = send(notifier, "stop");
        String id = monitor.next().get("id").toString();
        monitor.says(text + "{\"return\": {}, \"id\": " + id + "}\r\n");
        assertThat(over(step).result()).isEqualTo(Outcome.Result.UNKNOWN);
        assertThat(monitor.disconnects).isEqualTo(1);
        assertThat(notifier.status().givenUp()).isEqualTo(1);
        assertThat(notifier.status().lastError()).isNotEmpty();
        assertThat(notifier.ready()).isFalse();
        monitor.ready();
        assertThat(notifier.ready()).isTrue();
    }

    @Test
    void deepAndLongMessagesEndTheConnectionAndNothingElse() throws Exception {
        QmpNotifier notifier = bench.ready();
        monitor.says("{\"return\": " + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}");
        assertThat(notifier.status().lastError()).startsWith("not JSON");
        monitor.ready();
        monitor.says("{\"return\": \"" + "x".repeat(Framing.LIMIT) + "\"}");
        assertThat(notifier.status().lastError()).isEqualTo("a message is longer than 4194304 bytes");
        assertThat(monitor.disconnects).isEqualTo(2);
    }

    @Test
    void aLongMessageIsReadElsewhereWhileNothingElseComes() throws Exception {
        Deque<Runnable> elsewhere = new ArrayDeque<>();
        bench.elsewhere = elsewhere::add;
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> first = send(notifier, "one");
        CompletableFuture<Outcome> second = send(notifier, "two");
        monitor.reading().clear();
        monitor.returns("\"" + "x".repeat(Inbox.SHORT) + "\"");
        monitor.returns("{}");
        monitor.event("STOP");
        assertThat(monitor.reading()).containsExactly(false);
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        elsewhere.remove().run();
        assertThat(over(first).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
        assertThat(over(second)).isEqualTo(Outcome.acknowledged("{}"));
        assertThat(notifier.status().runState()).isEqualTo("paused");
        assertThat(monitor.reading()).containsExactly(false, true);
    }

    @Test
    void aLongMessageOfAConnectionThatIsGoneIsNobodys() throws Exception {
        Deque<Runnable> elsewhere = new ArrayDeque<>();
        bench.elsewhere = elsewhere::add;
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> step = send(notifier, "one");
        monitor.returns("\"" + "x".repeat(Inbox.SHORT) + "\"");
        monitor.hangUp();
        assertThat(over(step)).isEqualTo(Outcome.unknown("connection lost"));
        assertThat(monitor.reading()).endsWith(true);
        monitor.ready();
        elsewhere.remove().run();
        assertThat(notifier.ready()).isTrue();
        assertThat(notifier.status().lateAnswers()).isZero();
    }

    @Test
    void whatComesWhileALongMessageIsReadIsBounded() throws Exception {
        Deque<Runnable> elsewhere = new ArrayDeque<>();
        bench.elsewhere = elsewhere::add;
        QmpNotifier notifier = bench.ready();
        String most = "{\"return\":\"" + "x".repeat(Framing.LIMIT / 2) + "\"}";
        monitor.says(most, most, most);
        assertThat(notifier.status().lastError()).isEqualTo("more than 4194304 bytes at once");
        assertThat(monitor.disconnects).isEqualTo(1);
    }
}
