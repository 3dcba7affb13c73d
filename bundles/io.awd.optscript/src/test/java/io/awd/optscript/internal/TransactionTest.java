package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.optscript.OptScript;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A step is tried again only while nothing of it went out, and is otherwise sent once. */
class TransactionTest {
    private final Bench bench = new Bench();

    /** A node whose first steps end so, all later ones well. */
    private static FakeNode first(int times, Outcome outcome) {
        AtomicInteger left = new AtomicInteger(times);
        return FakeNode.lines("n").answering(step -> CompletableFuture.completedStage(left.getAndDecrement() > 0 ? outcome : Outcome.acknowledged("ok")));
    }

    @Test
    void whatDidNotGoOutIsTriedAgain() {
        FakeNode node = first(2, Outcome.notSent("not connected"));
        OptScript.Run run = Bench.run(bench.script("one\ntwo\n"), Bench.STOP, node);
        bench.later.look();
        bench.later.look();
        assertThat(node.texts()).containsExactly("one", "one", "one", "two");
        assertThat(bench.outcomes()).containsExactly("n/1 acknowledged", "n/2 acknowledged");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void whatDidNotGoOutUntilTheDeadlineHasFailed() throws Exception {
        FakeNode node = first(1_000_000, Outcome.notSent("not connected"));
        OptScript.Run run = Bench.run(bench.script("one\ntwo\n"), Bench.deadline(20), node);
        Bench.pass(25);
        for (int i = 0; i < 3; i++) {
            bench.later.look();
        }
        assertThat(Bench.over(run)).contains(false);
        assertThat(bench.outcomes()).containsExactly("n/1 failed", "n/2 failed");
        assertThat(bench.events.get(0).detail()).asString().contains("not connected");
    }

    @Test
    void whatMayHaveGoneOutIsNeverSentAgain() {
        FakeNode node = first(1, Outcome.unknown("connection lost"));
        OptScript.Run run = Bench.run(bench.script("one\ntwo\n"), Bench.STOP, node);
        bench.later.look();
        assertThat(node.texts()).containsExactly("one");
        assertThat(bench.outcomes()).containsExactly("n/1 unknown", "n/2 cancelled");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void aPlusSaysThatItMayBeRepeated() {
        FakeNode node = first(1, Outcome.unknown("connection lost"));
        OptScript.Run run = Bench.run(bench.script("+one\ntwo\n"), Bench.STOP, node);
        bench.later.look();
        assertThat(node.texts()).containsExactly("one", "one", "two");
        assertThat(bench.outcomes()).containsExactly("n/1 acknowledged", "n/2 acknowledged");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void aMinusSaysThatItsErrorDoesNotMatter() {
        FakeNode node = first(1, Outcome.failed("no such command"));
        Bench.run(bench.script("- one\ntwo\n"), Bench.STOP, node);
        assertThat(bench.outcomes()).containsExactly("n/1 failed", "n/2 acknowledged");
        assertThat(node.texts()).containsExactly("one", "two");
    }

    @Test
    void aLostStepStopsItsOwnNodeOnly() {
        FakeNode bad = first(1, Outcome.unknown("connection lost"));
        FakeNode good = FakeNode.lines("good");
        Bench.run(bench.script("one\ntwo\n"), Bench.STOP, bad, good);
        assertThat(good.texts()).containsExactly("one", "two");
    }

    @Test
    void eachStepGoesToWhoeverIsThereThen() {
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run run = Bench.run(bench.script("one\ntwo\n"), Bench.STOP, node);
        node.there = false;
        answer.complete(Outcome.acknowledged(""));
        assertThat(node.texts()).containsExactly("one");
        assertThat(Bench.over(run)).isEmpty();
        node.there = true;
        bench.later.look();
        assertThat(node.texts()).containsExactly("one", "two");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void aNewerIncidentTakesThePlaceOfOneThatHasNotBegun() {
        Script script = bench.script("one\n");
        FakeNode node = FakeNode.lines("n").unready();
        OptScript.Run old = Bench.run(script, Bench.STOP, node);
        OptScript.Run young = Bench.run(script, Bench.STOP, node);
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled");
        assertThat(bench.events.get(0).detail()).isEqualTo("a newer incident takes its place");
        assertThat(Bench.over(old)).contains(false);
        node.ready = true;
        bench.later.look();
        assertThat(node.got).hasSize(1);
        assertThat(Bench.over(young)).contains(true);
    }

    @Test
    void anIncidentThatHasBegunIsWaitedForByAllThatFollow() {
        Script script = bench.script("one\ntwo\n");
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run begun = Bench.run(script, Bench.STOP, node);
        OptScript.Run replaced = Bench.run(script, Bench.STOP, node);
        OptScript.Run last = Bench.run(script, Bench.STOP, node);
        assertThat(Bench.over(replaced)).contains(false);
        assertThat(node.texts()).containsExactly("one");
        answer.complete(Outcome.acknowledged(""));
        assertThat(Bench.over(begun)).contains(true);
        assertThat(node.texts()).containsExactly("one", "two", "one", "two");
        assertThat(Bench.over(last)).contains(true);
    }

    @Test
    void twoIncidentsNeverMixOnOneMonitor() {
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        Bench.run(bench.script("one\ntwo\n"), Bench.STOP, node);
        OptScript.Run other = Bench.run(bench.script("three\n"), Bench.STOP, node);
        bench.later.look();
        assertThat(node.texts()).containsExactly("one");
        answer.complete(Outcome.acknowledged(""));
        bench.later.look();
        assertThat(node.texts()).containsExactly("one", "two", "three");
        assertThat(Bench.over(other)).contains(true);
    }

    @Test
    void whenTheBundleLeavesWhatHasBegunIsToldAndTheRestIsNotSent() {
        Script script = bench.script("one\ntwo\n");
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run run = Bench.run(script, Bench.STOP, node);
        script.suspend();
        answer.complete(Outcome.acknowledged("done"));
        assertThat(bench.outcomes()).containsExactly("n/1 acknowledged", "n/2 cancelled");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void whenTheBundleLeavesOneThatOthersWaitForSendsNothingMoreEither() {
        Script script = bench.script("one\ntwo\n");
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run begun = Bench.run(script, Bench.STOP, node);
        OptScript.Run waiting = Bench.run(script, Bench.STOP, node);
        script.suspend();
        assertThat(Bench.over(waiting)).contains(false);
        answer.complete(Outcome.acknowledged(""));
        assertThat(node.texts()).containsExactly("one");
        assertThat(Bench.over(begun)).contains(true);
    }

    @Test
    void whatComesAfterItsEndIsToldAndNotSent() {
        Script script = bench.script("one\n");
        FakeNode node = FakeNode.lines("n");
        script.close();
        assertThat(Bench.over(Bench.run(script, Bench.STOP, node))).contains(false);
        assertThat(node.got).isEmpty();
        assertThat(bench.events).extracting(Bench.Told::detail).containsExactly("its watchdog ends");
    }

    @Test
    void whatMayHaveGoneOutAndCannotBeRepeatedIsUnknownNotFailed() throws Exception {
        FakeNode node = first(1, Outcome.unknown("connection lost"));
        OptScript.Run run = Bench.run(bench.script("+one\ntwo\n"), Bench.deadline(20), node);
        node.ready = false;
        Bench.pass(25);
        bench.later.look();
        assertThat(bench.outcomes()).containsExactly("n/1 unknown", "n/2 failed");
        assertThat(bench.events.get(0).detail()).asString().startsWith("connection lost; then: not ready within 20 ms");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void whatMayHaveGoneOutIsUnknownWhenTheBundleLeavesBeforeItIsRepeated() {
        FakeNode node = first(1, Outcome.unknown("connection lost"));
        Script script = bench.script("+one\ntwo\n");
        OptScript.Run run = Bench.run(script, Bench.STOP, node);
        script.suspend();
        bench.later.look();
        assertThat(node.texts()).containsExactly("one");
        assertThat(bench.outcomes()).containsExactly("n/1 unknown", "n/2 cancelled");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void aLastStepThatTakesItsNodeAwayEndsTheIncident() {
        FakeNode node = FakeNode.lines("n");
        node.answering(step -> {
            node.there = false;
            return CompletableFuture.completedStage(Outcome.acknowledged(""));
        });
        assertThat(Bench.over(Bench.run(bench.script("quit\n"), Bench.STOP, node))).contains(true);
    }
}
