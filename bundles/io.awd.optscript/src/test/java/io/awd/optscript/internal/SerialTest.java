package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One node after another: what stands before a node must have gone well before the node gets anything. */
class SerialTest {
    private static final String NODE_FAILED = "a node before it failed";
    private final Bench bench = new Bench();
    private final FakeNode fence = FakeNode.lines("fence");
    private final FakeNode takeover = FakeNode.lines("takeover");
    private final FakeNode mail = FakeNode.raw("mail");
    private final Script script = bench.script("one\ntwo\n");

    private OptScript.Run run(Script what) {
        return Bench.run(what, Bench.SERIAL, fence, takeover, mail);
    }

    @Test
    void theNextNodeGetsItsScriptWhenTheOneBeforeHasItsWhole() {
        CompletableFuture<Outcome> answer = takeover.held();
        OptScript.Run run = run(script);
        assertThat(fence.texts()).containsExactly("one", "two");
        assertThat(takeover.texts()).containsExactly("one");
        assertThat(mail.got).isEmpty();
        assertThat(Bench.over(run)).isEmpty();

        takeover.answering(step -> CompletableFuture.completedStage(Outcome.acknowledged("")));
        answer.complete(Outcome.acknowledged(""));
        assertThat(takeover.texts()).containsExactly("one", "two");
        assertThat(mail.got).hasSize(1);
        assertThat(bench.outcomes()).containsExactly("fence/1 sent", "fence/2 sent", "takeover/1 acknowledged", "takeover/2 acknowledged", "mail/1 sent");
        assertThat(Bench.over(run)).contains(true);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "UNKNOWN", "CANCELLED"})
    void afterANodeThatFailedTheFollowingGetNothing(Outcome.Result result) {
        fence.step(2, result, "no");
        assertThat(Bench.over(run(script))).contains(true);
        assertThat(takeover.got).isEmpty();
        assertThat(mail.got).isEmpty();
        assertThat(bench.outcomes()).containsExactly("fence/1 sent", "fence/2 " + result.name().toLowerCase(), "takeover/1 cancelled", "takeover/2 cancelled",
                "mail/1 cancelled");
        assertThat(bench.events).extracting(Bench.Told::detail).containsExactly("", "no", NODE_FAILED, NODE_FAILED, NODE_FAILED);
        assertThat(bench.log.of("heart1").get(0).state()).isEqualTo("ended");
    }

    @Test
    void anErrorThatIsIgnoredStopsNoNode() {
        fence.step(2, Outcome.Result.FAILED, "no");
        run(bench.script("one\n-two\n"));
        assertThat(bench.outcomes()).containsExactly("fence/1 sent", "fence/2 failed", "takeover/1 sent", "takeover/2 sent", "mail/1 sent");
    }

    @Test
    void anIgnoredErrorDoesNotHideAnother() {
        fence.answering(step -> CompletableFuture.completedStage(Outcome.failed("no")));
        run(bench.script("-one\ntwo\n"));
        assertThat(fence.texts()).containsExactly("one", "two");
        assertThat(takeover.got).isEmpty();
        assertThat(mail.got).isEmpty();
    }

    @Test
    void continueOnErrorServesTheFollowingNodesAllTheSame() {
        fence.step(1, Outcome.Result.UNKNOWN, "lost");
        Bench.run(script, Bench.SERIAL_CONTINUE, fence, takeover);
        assertThat(bench.outcomes()).containsExactly("fence/1 unknown", "fence/2 sent", "takeover/1 sent", "takeover/2 sent");
    }

    @Test
    void aNodeThatIsNotReadyHoldsUpTheFollowingUntilItsDeadline() throws Exception {
        fence.unready();
        OptScript.Run run = Bench.run(script, new OptScript.Rules(5000, 20, false, true), fence, takeover);
        bench.later.look();
        assertThat(takeover.got).isEmpty();
        Bench.pass(25);
        bench.later.look();
        assertThat(takeover.got).isEmpty();
        assertThat(bench.outcomes()).containsExactly("fence/1 failed", "fence/2 failed", "takeover/1 cancelled", "takeover/2 cancelled");
        assertThat(Bench.over(run)).contains(false);
    }

    @Test
    void theDeadlineOfANodeCountsFromItsTurn() throws Exception {
        CompletableFuture<Outcome> answer = fence.held();
        takeover.unready();
        Bench.run(script, new OptScript.Rules(5000, 300, false, true), fence, takeover);
        Bench.pass(310);
        fence.answering(step -> CompletableFuture.completedStage(Outcome.sent()));
        answer.complete(Outcome.sent());
        takeover.ready = true;
        bench.later.look();
        assertThat(takeover.texts()).containsExactly("one", "two");
    }

    @Test
    void itIsTakenBackWholeBeforeItsFirstStep() {
        fence.unready();
        OptScript.Run run = run(script);
        run.cancel("the peer is back");
        assertThat(bench.events).hasSize(5).extracting(Bench.Told::detail).containsOnly("the peer is back");
        assertThat(Bench.over(run)).contains(false);
        fence.ready = true;
        bench.later.look();
        assertThat(List.of(fence.got, takeover.got, mail.got)).containsOnly(List.of());
    }

    @Test
    void onceAStepHasBegunAllNodesGetTheirScript() {
        takeover.unready();
        OptScript.Run run = run(script);
        run.cancel("the peer is back");
        takeover.ready = true;
        bench.later.look();
        assertThat(bench.outcomes()).containsExactly("fence/1 sent", "fence/2 sent", "takeover/1 sent", "takeover/2 sent", "mail/1 sent");
    }

    @Test
    void aNodeThatGotNothingIsNoBeginning() throws Exception {
        fence.unready();
        takeover.unready();
        OptScript.Run run = Bench.run(bench.script("-one\n"), new OptScript.Rules(5000, 20, false, true), fence, takeover);
        Bench.pass(25);
        bench.later.look();
        assertThat(bench.outcomes()).containsExactly("fence/1 failed");
        run.cancel("the peer is back");
        takeover.ready = true;
        bench.later.look();
        assertThat(bench.outcomes()).containsExactly("fence/1 failed", "takeover/1 cancelled");
        assertThat(takeover.got).isEmpty();
    }

    @Test
    void aTakingBackDuringAnAttemptThatSentNothingCounts() {
        CompletableFuture<Outcome> answer = fence.held();
        OptScript.Run run = run(script);
        run.cancel("the peer is back");
        answer.complete(Outcome.notSent("not connected"));
        bench.later.look();
        assertThat(bench.events).hasSize(5).extracting(Bench.Told::detail).containsOnly("the peer is back");
        assertThat(fence.got).hasSize(1);
        assertThat(Bench.over(run)).contains(false);
    }

    @Test
    void whenTheBundleLeavesNothingMoreBegins() {
        CompletableFuture<Outcome> answer = fence.held();
        OptScript.Run run = run(script);
        script.suspend();
        answer.complete(Outcome.acknowledged(""));
        assertThat(fence.got).hasSize(1);
        assertThat(takeover.got).isEmpty();
        assertThat(bench.outcomes()).containsExactlyInAnyOrder("fence/1 acknowledged", "fence/2 cancelled", "takeover/1 cancelled", "takeover/2 cancelled",
                "mail/1 cancelled");
        assertThat(bench.events).filteredOn(told -> told.outcome().endsWith("cancelled")).extracting(Bench.Told::detail)
                .containsOnly("the script's bundle leaves");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void aNewerIncidentTakesThePlaceOfOneThatHasNotBegun() {
        fence.unready();
        OptScript.Run old = run(script);
        OptScript.Run young = run(script);
        assertThat(bench.events).hasSize(5).extracting(Bench.Told::detail).containsOnly("a newer incident takes its place");
        assertThat(Bench.over(old)).contains(false);
        fence.ready = true;
        bench.later.look();
        assertThat(fence.texts()).containsExactly("one", "two");
        assertThat(takeover.texts()).containsExactly("one", "two");
        assertThat(Bench.over(young)).contains(true);
    }

    @Test
    void aNewerIncidentWaitsForTheLastNodeOfOneThatHasBegun() {
        CompletableFuture<Outcome> answer = takeover.held();
        OptScript.Run begun = run(script);
        OptScript.Run replaced = run(script);
        OptScript.Run last = run(script);
        assertThat(Bench.over(replaced)).contains(false);
        assertThat(fence.texts()).as("the first node's turn is not yet").containsExactly("one", "two");
        takeover.answering(step -> CompletableFuture.completedStage(Outcome.sent()));
        answer.complete(Outcome.sent());
        assertThat(Bench.over(begun)).contains(true);
        assertThat(Bench.over(last)).contains(true);
        assertThat(fence.got).hasSize(4);
        assertThat(takeover.got).hasSize(4);
        assertThat(mail.got).hasSize(2);
    }

    @Test
    void aNodeThatIsNamedTwiceIsServedTwice() {
        assertThat(Bench.over(Bench.run(script, Bench.SERIAL, fence, takeover, fence))).contains(true);
        assertThat(fence.texts()).containsExactly("one", "two", "one", "two");
    }

    @Test
    void aMonitorIsFreeForOthersWhileItsTurnIsNotYet() {
        CompletableFuture<Outcome> answer = fence.held();
        OptScript.Run run = run(script);
        OptScript.Run other = Bench.run(bench.script("other\n"), Bench.STOP, takeover);
        assertThat(Bench.over(other)).contains(true);
        fence.answering(step -> CompletableFuture.completedStage(Outcome.sent()));
        answer.complete(Outcome.sent());
        assertThat(takeover.texts()).containsExactly("other", "one", "two");
        assertThat(Bench.over(run)).contains(true);
    }

    // ---- after an interruption

    private OptScript.Run resumed(Path folder, String text) throws Exception {
        String id = bench.log.of("heart1").get(0).incident();
        IncidentLog log = new IncidentLog();
        log.bindFolder(folder);
        Script next = new Script(bench, Content.of(text.getBytes(StandardCharsets.UTF_8)), bench.later, new Lanes(), log);
        bench.events.clear();
        return next.resume(id, List.<Link<Notifier>>of(fence, takeover, mail), Bench.SERIAL);
    }

    @Test
    void aNodeThatHasItsScriptIsSkippedEvenIfItIsNotReady(@TempDir Path folder) throws Exception {
        bench.log.bindFolder(folder);
        takeover.held();
        run(script);
        Bench.until(() -> takeover.got.size() == 1);
        bench.log.close();
        fence.unready();
        takeover.answering(step -> CompletableFuture.completedStage(Outcome.sent()));
        resumed(folder, "one\ntwo\n").done().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(fence.texts()).containsExactly("one", "two");
        assertThat(takeover.texts()).containsExactly("one", "two");
        assertThat(bench.outcomes()).containsExactly("takeover/2 sent", "mail/1 sent");
    }

    @Test
    void whatFailedBeforeTheInterruptionStopsTheFollowingAfterIt(@TempDir Path folder) throws Exception {
        bench.log.bindFolder(folder);
        fence.held();
        run(script);
        Bench.until(() -> fence.got.size() == 1);
        bench.log.close();
        // the end of the daemon came right after the first step's outcome
        String file = Files.readString(folder.resolve("incidents.jsonl"));
        String begun = file.lines().filter(line -> line.contains("begun")).findFirst().orElseThrow();
        Files.writeString(folder.resolve("incidents.jsonl"), file + begun.replaceFirst("\"begun\":.*",
                "\"outcome\":\"failed\",\"detail\":\"no\",\"latency_ms\":3}\n"));
        resumed(folder, "one\ntwo\n").done().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(fence.texts()).containsExactly("one");
        assertThat(takeover.got).isEmpty();
        assertThat(bench.outcomes()).containsExactly("fence/2 cancelled", "takeover/1 cancelled", "takeover/2 cancelled", "mail/1 cancelled");
    }
}
