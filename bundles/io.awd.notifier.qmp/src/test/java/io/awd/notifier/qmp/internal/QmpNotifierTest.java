package io.awd.notifier.qmp.internal;

import static io.awd.notifier.qmp.internal.Bench.over;
import static io.awd.notifier.qmp.internal.Bench.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Steps and what becomes of them. */
class QmpNotifierTest {
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;

    private static void counted(QmpNotifier notifier, long sent, long acknowledged, long failed, long unknown) {
        NotifierStatus status = notifier.status();
        assertThat(List.of(status.sent(), status.acknowledged(), status.failed(), status.unknown())).containsExactly(sent, acknowledged, failed, unknown);
    }

    @Test
    void itIsAnObjectThatWantsLines() throws Exception {
        assertThat(new QmpNotifierType().description().kind()).isEqualTo(Kind.OBJECT);
        assertThat(new QmpNotifierType().description().property("chardev")).hasValueSatisfying(p -> assertThat(p.type()).isEqualTo("link<chardev>"));
        assertThat(bench.open().syntax()).isEqualTo(Notifier.Syntax.LINES);
    }

    @Test
    void aStepIsAcknowledgedWithWhatItReturned() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = send(notifier, "query-yank");
        assertThat(monitor.sent()).singleElement().satisfies(command -> assertThat(command.get("execute").getAsString()).isEqualTo("query-yank"));
        assertThat(outcome).isNotDone();
        monitor.returns("[{\"type\": \"chardev\", \"id\": \"c\"}]");
        assertThat(over(outcome)).isEqualTo(Outcome.acknowledged("[{\"type\":\"chardev\",\"id\":\"c\"}]"));
        counted(notifier, 1, 1, 0, 0);
        assertThat(notifier.status().lastError()).isEmpty();
    }

    @Test
    void aLongReturnIsCut() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = send(notifier, "query-all");
        monitor.returns("\"" + "x".repeat(5000) + "\"");
        assertThat(over(outcome).detail()).hasSize(1000).startsWith("\"xxx");
    }

    @Test
    void anErrorIsFailed() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = send(notifier, "x-colo-lost-heartbeat");
        monitor.refuses("GenericError", "The feature 'colo' is not enabled");
        assertThat(over(outcome)).isEqualTo(Outcome.failed("GenericError: The feature 'colo' is not enabled"));
        counted(notifier, 1, 0, 1, 0);
        assertThat(notifier.status().lastError()).isEqualTo("GenericError: The feature 'colo' is not enabled");
    }

    @Test
    void aLineThatCannotBeReadNeverGoesOut() throws Exception {
        QmpNotifier notifier = bench.ready();
        assertThat(over(send(notifier, "stop now"))).isEqualTo(Outcome.failed("expected KEY=VALUE, not 'now'"));
        assertThat(monitor.sent()).isEmpty();
        counted(notifier, 0, 0, 1, 0);
    }

    @Test
    void anIdInTheLineIsReplacedAndOursAreAllDifferent() throws Exception {
        QmpNotifier notifier = bench.ready();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            send(notifier, "{\"execute\": \"stop\", \"id\": 1}");
            ids.add(monitor.sent().get(0).get("id").getAsString());
            monitor.returns("{}");
        }
        assertThat(ids).hasSize(20).doesNotContain("1");
        Bench other = new Bench();
        send(other.ready(), "stop");
        assertThat(ids).doesNotContain(other.monitor.next().get("id").getAsString());
    }

    @Test
    void eventsAreNeverTakenForAnAnswer() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = send(notifier, "stop");
        String id = monitor.sent().get(0).get("id").toString();
        monitor.event("STOP");
        monitor.says("{\"event\": \"X\", \"id\": " + id + ", \"return\": {}}");
        assertThat(outcome).isNotDone();
        monitor.says("{\"timestamp\": {}, \"event\": \"A\"}\r\n{\"return\": {}, \"id\": " + id + "}\r\n{\"event\": \"B\"}\r\n");
        assertThat(over(outcome)).isEqualTo(Outcome.acknowledged("{}"));
        assertThat(notifier.status().events()).isEqualTo(4);
        assertThat(notifier.status().lastEvent()).isEqualTo("B");
        assertThat(notifier.status().lateAnswers()).isZero();
    }

    @Test
    void answersMayComeInAnotherOrder() throws Exception {
        QmpNotifier notifier = bench.ready();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (String line : List.of("one", "two", "exec-oob three")) {
            outcomes.add(send(notifier, line));
        }
        List<JsonObject> commands = List.copyOf(monitor.sent());
        for (int i = 2; i >= 0; i--) {
            monitor.says("{\"return\": " + i + ", \"id\": " + commands.get(i).get("id") + "}\r\n");
        }
        assertThat(outcomes).extracting(Bench::over).containsExactly(Outcome.acknowledged("0"), Outcome.acknowledged("1"), Outcome.acknowledged("2"));
        assertThat(commands.get(2).get("exec-oob").getAsString()).isEqualTo("three");
    }

    @Test
    void withoutAnAnswerItIsUnknownAndALateOneIsNobodys() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> first = send(notifier, "stop");
        bench.thread.advance(Bench.TIMEOUT - 1);
        assertThat(first).isNotDone();
        bench.thread.advance(1);
        assertThat(over(first)).isEqualTo(Outcome.unknown("no answer within 1000 ms"));
        CompletableFuture<Outcome> second = send(notifier, "cont");
        monitor.returns("\"late\"");
        assertThat(second).isNotDone();
        assertThat(notifier.status().lateAnswers()).isEqualTo(1);
        assertThat(monitor.next().get("execute").getAsString()).as("asked at once whether it still answers").isEqualTo("query-status");
        monitor.returns("\"mine\"");
        assertThat(over(second)).isEqualTo(Outcome.acknowledged("\"mine\""));
        counted(notifier, 2, 1, 0, 1);
    }

    @Test
    void answersToNothingAreCountedAndNothingElse() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = send(notifier, "stop");
        monitor.says("{\"return\": {}}", "{\"return\": {}, \"id\": 5}", "{\"return\": {}, \"id\": {\"a\": 1}}", "{\"error\": 5}", "{\"return\": {}, \"id\": \"nope\"}");
        assertThat(outcome).isNotDone();
        assertThat(notifier.status().lateAnswers()).isEqualTo(5);
        monitor.says("{\"error\": [], \"id\": " + monitor.next().get("id") + "}");
        assertThat(over(outcome)).isEqualTo(Outcome.failed("GenericError: "));
    }

    @Test
    void whatTheConnectionTookWithItIsUnknown() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = send(notifier, "stop");
        monitor.says("{\"return\": {}, \"id\": ");
        monitor.hangUp();
        assertThat(over(outcome)).isEqualTo(Outcome.unknown("connection lost"));
        assertThat(over(send(notifier, "stop"))).isEqualTo(Outcome.notSent("not connected"));
        counted(notifier, 1, 0, 1, 1);
        monitor.sent().clear();
        monitor.ready();
        assertThat(monitor.sent()).as("nothing is sent again").isEmpty();
    }

    @Test
    void aChardevThatTakesNothingHasSentNothing() throws Exception {
        QmpNotifier notifier = bench.ready();
        monitor.full = true;
        assertThat(over(send(notifier, "stop"))).isEqualTo(Outcome.notSent("the monitor takes nothing"));
        counted(notifier, 0, 0, 1, 0);
    }

    @Test
    void onlySoManyMayBeOut() throws Exception {
        QmpNotifier notifier = bench.ready();
        for (int i = 0; i < Requests.MOST; i++) {
            send(notifier, "stop");
        }
        assertThat(over(send(notifier, "stop"))).isEqualTo(Outcome.notSent("64 commands are waiting for their answers already"));
        assertThat(monitor.sent()).hasSize(Requests.MOST);
    }

    @Test
    void quitAnswersAndGoes() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> outcome = send(notifier, "quit");
        monitor.event("SHUTDOWN");
        monitor.returns("{}");
        monitor.hangUp();
        assertThat(over(outcome)).isEqualTo(Outcome.acknowledged("{}"));
        assertThat(notifier.notReady()).hasValue("not connected");
        assertThat(notifier.status().runState()).isEmpty();
        assertThat(bench.thread.timers()).isZero();
    }

    @Test
    void theHumanMonitorsErrorsAreFound() throws Exception {
        QmpNotifier notifier = bench.ready();
        for (Map.Entry<String, Outcome> each : Map.of(
                "unknown command: 'nope'\\r\\n", Outcome.failed("unknown command: 'nope'"),
                "Error: Device 'foo' not found\\r\\n", Outcome.failed("Error: Device 'foo' not found"),
                "Device 'replication0' not found\\r\\n", Outcome.failed("Device 'replication0' not found"),
                "first\\r\\nError: x\\r\\n", Outcome.failed("Error: x"),
                "stop: extraneous characters at the end of line\\r\\nTry \\\"help stop\\\" for more information\\r\\n",
                Outcome.failed("stop: extraneous characters at the end of line"),
                "an Error: x\\r\\nunknown commands\\r\\n", Outcome.acknowledged("an Error: x\nunknown commands"),
                "", Outcome.acknowledged("")).entrySet()) {
            CompletableFuture<Outcome> outcome = send(notifier, "hmp: some thing");
            assertThat(monitor.sent().get(0).getAsJsonObject("arguments").get("command-line").getAsString()).isEqualTo("some thing");
            monitor.returns("\"" + each.getKey() + "\"");
            assertThat(over(outcome)).isEqualTo(each.getValue());
        }
    }

    @Test
    void outOfBandIsRefusedWhereQemuDoesNotOfferIt() throws Exception {
        QmpNotifier notifier = bench.open();
        monitor.connect();
        monitor.says(FakeMonitor.OLD_GREETING);
        assertThat(monitor.sent().get(0).has("arguments")).isFalse();
        monitor.returns("{}");
        monitor.returns("{\"status\": \"running\"}");
        assertThat(over(send(notifier, "exec-oob migrate-pause"))).isEqualTo(Outcome.failed("this QEMU takes no commands out of band"));
        assertThat(monitor.sent()).isEmpty();
    }

    @Test
    void itIsRefusedAChardevThatSomebodyHas() {
        monitor.held = true;
        assertThatThrownBy(bench::open).isInstanceOf(AwdException.class).hasMessage("Device 'mon0' is in use");
    }

    @Test
    void itFollowsItsChardevThatLeavesAndComesBackAsAnother() throws Exception {
        QmpNotifier notifier = bench.ready();
        CompletableFuture<Outcome> under = send(notifier, "stop");
        bench.chardev = Optional.empty();
        notifier.relinked("chardev");
        assertThat(over(under)).isEqualTo(Outcome.unknown("its chardev is not there"));
        assertThat(monitor.attached()).isFalse();
        assertThat(over(send(notifier, "stop"))).isEqualTo(Outcome.notSent("its chardev is not there"));
        FakeMonitor next = new FakeMonitor(bench.thread);
        bench.chardev = Optional.of(next);
        notifier.relinked("chardev");
        next.ready();
        notifier.relinked("chardev");
        assertThat(notifier.ready()).isTrue();
        CompletableFuture<Outcome> outcome = send(notifier, "stop");
        next.returns("{}");
        assertThat(over(outcome).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
    }

    @Test
    void aSwapOfItsBundleEndsStepsAndKeepsCounters() throws Exception {
        QmpNotifier notifier = bench.ready();
        monitor.event("STOP");
        monitor.says("{\"return\": {}}");
        CompletableFuture<Outcome> failed = send(notifier, "stop");
        monitor.refuses("C", "d");
        CompletableFuture<Outcome> done = send(notifier, "stop");
        monitor.returns("{}");
        CompletableFuture<Outcome> under = send(notifier, "stop");
        bench.memento = notifier.suspend();
        assertThat(over(failed).result()).isEqualTo(Outcome.Result.FAILED);
        assertThat(over(done).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
        assertThat(over(under)).isEqualTo(Outcome.unknown("it has ended"));
        assertThat(monitor.attached()).isFalse();
        assertThat(bench.thread.timers()).isZero();
        assertThat(over(send(notifier, "stop")).result()).isEqualTo(Outcome.Result.NOT_SENT);
        notifier.close();

        NotifierStatus again = bench.open().status();
        assertThat(List.of(again.sent(), again.acknowledged(), again.failed(), again.unknown(), again.lateAnswers(), again.events()))
                .containsExactly(3L, 1L, 1L, 1L, 1L, 1L);
        assertThat(again.lastEvent()).isEqualTo("STOP");
        assertThat(again.lastError()).isEqualTo("it has ended");
    }
}
