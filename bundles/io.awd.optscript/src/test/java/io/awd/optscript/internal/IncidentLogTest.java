package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on record, over restarts and kills, too. */
class IncidentLogTest {
    private final Bench bench = new Bench();
    @TempDir
    Path folder;

    private String file() throws Exception {
        return Files.readString(folder.resolve("incidents.jsonl"));
    }

    /** The log of the next process; the one of before ends without a word, as after kill -9. */
    private IncidentLog restarted() {
        bench.log.close();
        IncidentLog next = new IncidentLog();
        next.bindFolder(folder);
        return next;
    }

    private static void done(OptScript.Run run) {
        Bench.until(() -> Bench.over(run).isPresent());
    }

    private String incident() {
        return bench.log.of("heart1").get(0).incident();
    }

    @Test
    void thatAStepBeginsIsInTheFileBeforeItIsSent() {
        bench.log.bindFolder(folder);
        FakeNode node = FakeNode.lines("n").answering(step -> {
            try {
                assertThat(file()).contains("\"id\":\"heart1\"", "\"begun\":").doesNotContain("outcome");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return CompletableFuture.completedStage(Outcome.sent());
        });
        Bench.whole(bench.script("one\n"), Bench.STOP, node);
        assertThat(bench.outcomes()).containsExactly("n/1 sent");
    }

    @Test
    void aFinishedIncidentIsThereAfterARestart() throws Exception {
        bench.log.bindFolder(folder);
        Bench.whole(bench.script("one\n"), Bench.STOP, FakeNode.lines("n").answering(step -> CompletableFuture.completedStage(Outcome.acknowledged("well"))));
        IncidentSummary before = bench.log.of("heart1").get(0);
        assertThat(restarted().of("heart1")).containsExactly(before);
        assertThat(before.state()).isEqualTo("ended");
        assertThat(before.steps()).hasSize(1).first().asString().startsWith("n 1 acknowledged after ").endsWith(" (well): one");
    }

    @Test
    void afterAKillWhatHadBegunIsUnknownAndNothingGoesOnByItself() throws Exception {
        bench.log.bindFolder(folder);
        FakeNode node = FakeNode.lines("n");
        node.held();
        Bench.run(bench.script("one\ntwo\n"), Bench.STOP, node);
        Bench.until(() -> node.got.size() == 1);
        IncidentSummary summary = restarted().of("heart1").get(0);
        assertThat(summary.state()).isEqualTo("interrupted");
        assertThat(summary.steps()).hasSize(1).first().asString().contains("n 1 unknown", "AWD ended before its outcome was known");
        assertThat(node.got).hasSize(1);
    }

    @Test
    void aResumedIncidentSendsOnlyWhatHadNotBegun() throws Exception {
        bench.log.bindFolder(folder);
        FakeNode held = FakeNode.lines("n");
        held.held();
        Bench.run(bench.script("one\ntwo\n"), Bench.STOP, held);
        Bench.until(() -> held.got.size() == 1);
        String id = incident();

        IncidentLog log = restarted();
        Script script = new Script(bench, Content.of("one\ntwo\n".getBytes(StandardCharsets.UTF_8)), bench.later, new Lanes(), log);
        FakeNode node = FakeNode.lines("n");
        done(script.resume(id, List.<Link<Notifier>>of(node), Bench.STOP));
        assertThat(node.texts()).containsExactly("two");
        assertThat(log.of("heart1").get(0).state()).isEqualTo("ended");
        assertThatThrownBy(() -> script.resume(id, List.<Link<Notifier>>of(node), Bench.STOP)).isInstanceOf(AwdException.class)
                .hasMessage("Incident '" + id + "' is not interrupted");
        assertThat(node.got).hasSize(1);
        log.close();
        assertThat(restarted().of("heart1").get(0).state()).isEqualTo("ended");
    }

    @Test
    void aResumedIncidentRepeatsWhatMayBeRepeated() throws Exception {
        bench.log.bindFolder(folder);
        FakeNode held = FakeNode.lines("n");
        held.held();
        Bench.run(bench.script("+one\ntwo\n"), Bench.STOP, held);
        Bench.until(() -> held.got.size() == 1);
        Script script = new Script(bench, Content.of("+one\ntwo\n".getBytes(StandardCharsets.UTF_8)), bench.later, new Lanes(), restarted());
        FakeNode node = FakeNode.lines("n");
        done(script.resume(incident(), List.<Link<Notifier>>of(node), Bench.STOP));
        assertThat(node.texts()).containsExactly("one", "two");
    }

    @Test
    void anotherScriptIsNotTheOneThatWasInterrupted() throws Exception {
        bench.log.bindFolder(folder);
        FakeNode held = FakeNode.lines("n");
        held.held();
        Bench.run(bench.script("one\n"), Bench.STOP, held);
        Bench.until(() -> held.got.size() == 1);
        Script script = new Script(bench, Content.of("other\n".getBytes(StandardCharsets.UTF_8)), bench.later, new Lanes(), restarted());
        assertThatThrownBy(() -> script.resume(incident(), List.<Link<Notifier>>of(FakeNode.lines("n")), Bench.STOP))
                .hasMessage("Incident '" + incident() + "' cannot be resumed: the script has changed since");
    }

    @Test
    void aTornLastLineIsToldAndCostsNothingElse() throws Exception {
        bench.log.bindFolder(folder);
        Bench.whole(bench.script("one\n"), Bench.STOP, FakeNode.lines("n"));
        bench.log.close();
        Files.writeString(folder.resolve("incidents.jsonl"), "{\"incident\":\"heart1-1-1\",\"id\":\"he", StandardOpenOption.APPEND);
        IncidentLog next = restarted();
        assertThat(CapturedLog.lines(folder + "/incidents.jsonl: a line is torn")).hasSize(1);
        assertThat(next.of("heart1")).hasSize(1);
        assertThat(restarted().of("heart1")).hasSize(1);
    }

    @Test
    void whatWasUnknownIsUnknownAfterTheNextRestartToo() {
        bench.log.bindFolder(folder);
        FakeNode node = FakeNode.lines("n");
        node.held();
        Bench.run(bench.script("one\n"), Bench.STOP, node);
        Bench.until(() -> node.got.size() == 1);
        restarted().close();
        IncidentSummary summary = restarted().of("heart1").get(0);
        assertThat(summary.state()).isEqualTo("interrupted");
        assertThat(summary.steps()).first().asString().contains("n 1 unknown");
    }

    @Test
    void whatIsUnderWayWhileTheFolderIsAwayIsNotInterrupted() throws Exception {
        bench.log.bindFolder(folder);
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run run = Bench.run(bench.script("one\n"), Bench.STOP, node);
        Bench.until(() -> node.got.size() == 1);
        bench.log.unbindFolder(folder);
        bench.log.bindFolder(folder);
        assertThat(bench.log.of("heart1")).extracting(IncidentSummary::state).containsExactly("running");
        bench.log.unbindFolder(folder);
        answer.complete(Outcome.acknowledged("while it was away"));
        done(run);
        bench.log.bindFolder(folder);
        IncidentSummary summary = restarted().of("heart1").get(0);
        assertThat(summary.state()).isEqualTo("ended");
        assertThat(summary.steps()).first().asString().contains("while it was away");
        assertThat(file()).doesNotContain("interrupted");
    }

    @Test
    void whatHappenedBeforeThereWasAFolderIsWrittenIntoIt() {
        Bench.run(bench.script("one\n"), Bench.STOP, FakeNode.lines("n"));
        bench.log.bindFolder(folder);
        assertThat(restarted().of("heart1")).extracting(IncidentSummary::state).containsExactly("ended");
    }

    @Test
    void oneThatIsUnderWayIsKeptWhateverComesAfterIt() {
        Script script = bench.script("one\n");
        FakeNode held = FakeNode.lines("held");
        held.held();
        String id = Bench.run(script, Bench.STOP, held).incident();
        for (int i = 0; i < 40; i++) {
            Bench.run(script, Bench.STOP, FakeNode.lines("n"));
        }
        assertThat(script.status().incidents()).hasSize(32).extracting(IncidentSummary::incident).contains(id);
    }

    @Test
    void garbageInTheFileStopsNothing() throws Exception {
        Files.write(folder.resolve("incidents.jsonl"), new byte[] {0, 1, (byte) 0xff, '\n', '[', ']', '\n', '{', '}', '\n', '4', '\n', 'n', 'u', 'l', 'l', '\n'});
        assertThat(restarted().all()).isEmpty();
    }

    @Test
    void aLongFileIsBegunAnewAndWhatIsUnderWayGoesWithIt() throws Exception {
        IncidentLog log = new IncidentLog(2000);
        log.bindFolder(folder);
        FakeNode held = FakeNode.lines("held");
        held.held();
        Script script = new Script(bench, Content.of("one\n".getBytes(StandardCharsets.UTF_8)), bench.later, bench.lanes, log);
        Bench.run(script, Bench.STOP, held);
        for (int i = 0; i < 20; i++) {
            Bench.whole(script, Bench.STOP, FakeNode.lines("n"));
        }
        log.close();
        assertThat(folder.resolve("incidents.jsonl.1")).exists();
        assertThat(Files.size(folder.resolve("incidents.jsonl"))).isLessThan(4000);
        assertThat(restarted().all()).anyMatch(record -> record.state().equals("interrupted") && record.steps().iterator().next().node.equals("held"));
    }

    @Test
    void theLast32OfAWatchdogAreKept() {
        Script script = bench.script("one\n");
        for (int i = 0; i < 40; i++) {
            Bench.run(script, Bench.STOP, FakeNode.lines("n" + i));
        }
        assertThat(script.status().incidents()).hasSize(32);
        assertThat(script.status().incidents().get(31).steps().get(0)).startsWith("n39 ");
    }

    @Test
    void infoShowsATableThatOfAWatchdogAndOneIncident() throws Exception {
        Bench.run(bench.script("one\n"), Bench.STOP, FakeNode.lines("n").step(1, Outcome.Result.FAILED, "no such command"));
        InfoIncidents info = new InfoIncidents(bench.log);
        assertThat(info.run(List.of())).contains("INCIDENT", incident(), "heart1", "timeout", "5003 ms", "ended", "1 failed").isEqualTo(info.run(List.of("heart1")));
        assertThat(info.run(List.of(incident()))).contains("n 1 failed after ", "(no such command): one");
        assertThatThrownBy(() -> info.run(List.of("nope"))).hasMessage("no incident 'nope', and none of a watchdog of that id");
    }

    /** Set back, the clock made a step that failed look like one that the end of AWD cut off; a resumed incident then went on behind it. */
    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void theHostsClockMayBeSetDuringAStep(long seconds) {
        IncidentRecord record = bench.log.begin(Incident.alert("heart1", "expired", "silent"), "");
        Step step = new Step(record.incident, 1, "one\n".getBytes(StandardCharsets.UTF_8), 1000);
        bench.log.begins(record, "n", step);
        IncidentRecord.StepRecord begun = record.step("n", 1);
        begun.begun = begun.begun.map(time -> time.plusSeconds(seconds));
        bench.log.ended(record, "n", step, Outcome.failed("no"));
        assertThat(begun.latencyMillis).isBetween(0L, 60_000L);
        assertThat(bench.log.failed(record, "n", 1)).isTrue();
    }
}
