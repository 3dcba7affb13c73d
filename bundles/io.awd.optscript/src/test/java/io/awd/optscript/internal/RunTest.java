package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.optscript.OptScript;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps in order, nodes side by side, and what a failed step does. */
class RunTest {
    private static final Outcome SENT = new Outcome(Outcome.Result.SENT, "");
    private final Bench bench = new Bench();
    private final Script three = bench.script("one\ntwo\nthree\n");

    @Test
    void aStepWaitsForTheAnswerToTheOneBefore() {
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run run = Bench.run(three, Bench.STOP, node);
        assertThat(node.texts()).containsExactly("one");
        assertThat(Bench.over(run)).isEmpty();

        node.answering(step -> CompletableFuture.completedStage(SENT));
        answer.complete(SENT);
        assertThat(node.texts()).containsExactly("one", "two", "three");
        assertThat(Bench.over(run)).contains(true);
        assertThat(bench.outcomes()).containsExactly("n/1 sent", "n/2 sent", "n/3 sent");
    }

    @Test
    void aStepCarriesTheWatchdogItsTimeoutAndOneIncidentForAll() {
        FakeNode first = FakeNode.lines("a");
        FakeNode second = FakeNode.raw("b");
        Bench.run(three, new OptScript.Rules(1234, 30_000, false, false), first, second);
        assertThat(first.got).extracting(step -> step.incident().watchdog()).containsOnly("heart1");
        assertThat(first.got).extracting(Step::timeoutMillis).containsOnly(1234L);
        String incident = first.got.get(0).incident().id();
        assertThat(incident).startsWith("heart1-1700000000000-");
        assertThat(first.got).extracting(step -> step.incident().id()).containsOnly(incident);
        assertThat(second.got).extracting(step -> step.incident().id()).containsOnly(incident);
    }

    @Test
    void everyRunIsAnIncidentOfItsOwn() {
        FakeNode node = FakeNode.raw("n");
        Bench.run(three, Bench.STOP, node);
        Bench.run(three, Bench.STOP, node);
        assertThat(node.got).extracting(step -> step.incident().id()).doesNotHaveDuplicates().hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "UNKNOWN", "CANCELLED"})
    void aStepThatFailsStopsTheRest(Outcome.Result result) {
        FakeNode node = FakeNode.lines("n").step(2, result, "broken");
        Bench.run(three, Bench.STOP, node);
        assertThat(node.texts()).containsExactly("one", "two");
        assertThat(bench.outcomes()).containsExactly("n/1 sent", "n/2 " + result.name().toLowerCase(), "n/3 cancelled");
        assertThat(bench.events).extracting(Bench.Told::detail).containsExactly("", "broken", "a step before it failed");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "UNKNOWN"})
    void continueOnErrorGoesOn(Outcome.Result result) {
        FakeNode node = FakeNode.lines("n").step(2, result, "broken");
        assertThat(Bench.over(Bench.run(three, Bench.CONTINUE, node))).contains(true);
        assertThat(node.texts()).containsExactly("one", "two", "three");
        assertThat(bench.outcomes()).containsExactly("n/1 sent", "n/2 " + result.name().toLowerCase(), "n/3 sent");
    }

    @Test
    void anAcknowledgedStepGoesOn() {
        FakeNode node = FakeNode.lines("n").step(1, Outcome.Result.ACKNOWLEDGED, "{\"return\": {}}");
        Bench.run(three, Bench.STOP, node);
        assertThat(bench.outcomes()).containsExactly("n/1 acknowledged", "n/2 sent", "n/3 sent");
    }

    @Test
    void aStepWithoutAnOutcomeIsUnknownAfterItsTimeout() throws Exception {
        FakeNode stuck = FakeNode.lines("stuck");
        stuck.held();
        OptScript.Run run = Bench.run(three, new OptScript.Rules(50, 30_000, false, false), stuck);
        assertThat(run.done().toCompletableFuture().get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(stuck.texts()).containsExactly("one");
        assertThat(bench.outcomes()).hasSize(3).first().asString().contains("unknown");
    }

    @Test
    void aSlowNodeDoesNotHoldUpAnother() {
        FakeNode slow = FakeNode.lines("slow");
        FakeNode waiting = FakeNode.lines("waiting").unready();
        FakeNode quick = FakeNode.lines("quick");
        CompletableFuture<Outcome> answer = slow.held();
        OptScript.Run run = Bench.run(three, Bench.STOP, slow, waiting, quick);
        assertThat(quick.texts()).containsExactly("one", "two", "three");
        assertThat(Bench.over(run)).isEmpty();

        waiting.ready = true;
        bench.later.look();
        assertThat(waiting.texts()).containsExactly("one", "two", "three");
        assertThat(slow.texts()).containsExactly("one");
        assertThat(Bench.over(run)).isEmpty();
        answer.complete(SENT);
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void aStepThatFailsAtOneNodeStopsNothingAtAnother() {
        FakeNode bad = FakeNode.lines("bad").step(1, Outcome.Result.FAILED, "no");
        FakeNode good = FakeNode.lines("good");
        assertThat(Bench.over(Bench.run(three, Bench.STOP, bad, good))).contains(true);
        assertThat(good.texts()).containsExactly("one", "two", "three");
        assertThat(bench.outcomes()).containsExactly("bad/1 failed", "bad/2 cancelled", "bad/3 cancelled", "good/1 sent", "good/2 sent", "good/3 sent");
    }

    @ParameterizedTest
    @CsvSource({"SENT,true", "ACKNOWLEDGED,true", "UNKNOWN,true", "FAILED,false", "CANCELLED,false"})
    void doneTellsWhetherAnythingWentOut(Outcome.Result result, boolean expected) {
        FakeNode node = FakeNode.raw("n").step(1, result, "");
        assertThat(Bench.over(Bench.run(three, Bench.STOP, node))).contains(expected);
        assertThat(Bench.over(Bench.run(three, Bench.CONTINUE, node))).contains(expected);
    }

    @Test
    void doneIsTrueWhenOnlyAFirstStepWentOut() {
        FakeNode node = FakeNode.lines("n").step(2, Outcome.Result.FAILED, "");
        assertThat(Bench.over(Bench.run(three, Bench.STOP, node))).contains(true);
    }

    @Test
    void doneIsTrueWhenOnlyOneNodeGotSomething() {
        FakeNode good = FakeNode.raw("good");
        FakeNode bad = FakeNode.raw("bad").step(1, Outcome.Result.FAILED, "");
        assertThat(Bench.over(Bench.run(three, Bench.STOP, good, bad))).contains(true);
        assertThat(Bench.over(Bench.run(three, Bench.STOP, bad, good))).contains(true);
        assertThat(Bench.over(Bench.run(three, Bench.STOP, bad, bad))).contains(false);
    }

    @Test
    void withoutANodeItIsOverAtOnce() {
        assertThat(Bench.over(Bench.run(three, Bench.STOP))).contains(false);
        assertThat(bench.events).isEmpty();
    }
}
