package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.optscript.OptScript;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is not ready, the deadline, and a script that is taken back. */
class WaitingTest {
    private final Bench bench = new Bench();
    private final Script two = bench.script("one\ntwo\n");

    private void untilOver(OptScript.Run run) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Bench.over(run).isEmpty() && System.nanoTime() - end < 0) {
            bench.later.look();
            Thread.sleep(1);
        }
        assertThat(Bench.over(run)).isPresent();
    }

    @Test
    void itGoesOutWhenItsNodeBecomesReady() {
        FakeNode node = FakeNode.lines("n").unready();
        OptScript.Run run = Bench.run(two, Bench.STOP, node);
        bench.later.look();
        assertThat(node.got).isEmpty();
        assertThat(bench.events).isEmpty();

        node.ready = true;
        bench.later.look();
        assertThat(node.texts()).containsExactly("one", "two");
        assertThat(Bench.over(run)).contains(true);
        assertThat(bench.later.waiting()).isZero();
    }

    @Test
    void itGoesOutWhenTheBundleOfItsNodeIsBack() {
        FakeNode node = FakeNode.raw("n").away();
        OptScript.Run run = Bench.run(two, Bench.STOP, node);
        bench.later.look();
        node.there = true;
        bench.later.look();
        assertThat(node.texts()).containsExactly("one\ntwo\n");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void afterTheDeadlineAllItsStepsHaveFailedAndSayWhy() throws Exception {
        FakeNode node = FakeNode.lines("n").unready();
        OptScript.Run run = Bench.run(two, Bench.deadline(30), node);
        untilOver(run);
        assertThat(Bench.over(run)).contains(false);
        assertThat(bench.outcomes()).containsExactly("n/1 failed", "n/2 failed");
        assertThat(bench.events).extracting(Bench.Told::detail).containsOnly("not ready within 30 ms: not connected");
    }

    @Test
    void aNodeWhoseBundleIsAwayFailsAtTheDeadlineAndSaysSo() throws Exception {
        FakeNode node = FakeNode.raw("n").away();
        OptScript.Run run = Bench.run(two, Bench.deadline(30), node);
        untilOver(run);
        assertThat(bench.outcomes()).containsExactly("n/1 failed");
        assertThat(bench.events).extracting(Bench.Told::detail).containsOnly("its bundle is not there");
    }

    @Test
    void itDoesNotFailBeforeTheDeadline() {
        OptScript.Run run = Bench.run(two, Bench.deadline(60_000), FakeNode.raw("n").unready());
        for (int i = 0; i < 100; i++) {
            bench.later.look();
        }
        assertThat(Bench.over(run)).isEmpty();
        assertThat(bench.events).isEmpty();
    }

    @Test
    void nothingIsSentAfterTheDeadline() throws Exception {
        FakeNode node = FakeNode.raw("n").unready();
        untilOver(Bench.run(two, Bench.deadline(10), node));
        node.ready = true;
        bench.later.look();
        assertThat(node.got).isEmpty();
        assertThat(bench.later.waiting()).isZero();
        assertThat(bench.events).hasSize(1);
    }

    @Test
    void nothingIsSentAfterTheDeadlineEvenIfTheLookWasLate() throws Exception {
        FakeNode node = FakeNode.raw("n").unready();
        OptScript.Run run = Bench.run(two, Bench.deadline(10), node);
        Bench.pass(15);
        node.ready = true;
        bench.later.look();
        assertThat(node.got).isEmpty();
        assertThat(bench.outcomes()).containsExactly("n/1 failed");
        assertThat(Bench.over(run)).contains(false);
    }

    @Test
    void withoutADeadlineItGoesToTheNodesThatAreReadyNow() {
        FakeNode ready = FakeNode.raw("ready");
        FakeNode not = FakeNode.raw("not").unready();
        assertThat(Bench.over(Bench.run(two, Bench.deadline(0), ready, not))).contains(true);
        assertThat(ready.got).hasSize(1);
        assertThat(bench.outcomes()).containsExactlyInAnyOrder("ready/1 sent", "not/1 failed");
    }

    @Test
    void whatIsTakenBackBeforeItsFirstStepIsNeverSent() {
        FakeNode node = FakeNode.lines("n").unready();
        OptScript.Run run = Bench.run(two, Bench.STOP, node);
        run.cancel("the peer is back");
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled", "n/2 cancelled");
        assertThat(bench.events).extracting(Bench.Told::detail).containsOnly("the peer is back");
        assertThat(Bench.over(run)).contains(false);

        node.ready = true;
        bench.later.look();
        assertThat(node.got).isEmpty();
        assertThat(bench.later.waiting()).isZero();
    }

    @Test
    void whatHasBegunRunsToItsEnd() {
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run run = Bench.run(two, Bench.STOP, node);
        run.cancel("the peer is back");
        assertThat(bench.events).isEmpty();
        answer.complete(new Outcome(Outcome.Result.SENT, ""));
        assertThat(node.texts()).containsExactly("one", "two");
        assertThat(bench.outcomes()).containsExactly("n/1 sent", "n/2 sent");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void takingBackConcernsTheNodesThatHaveNotBegunOnly() {
        FakeNode begun = FakeNode.raw("begun");
        FakeNode waiting = FakeNode.raw("waiting").unready();
        OptScript.Run run = Bench.run(two, Bench.STOP, begun, waiting);
        run.cancel("the peer is back");
        assertThat(bench.outcomes()).containsExactly("begun/1 sent", "waiting/1 cancelled");
        assertThat(Bench.over(run)).contains(true);
    }

    @Test
    void takingBackTwiceOrAfterTheEndDoesNothing() throws Exception {
        OptScript.Run over = Bench.run(two, Bench.STOP, FakeNode.raw("a"));
        OptScript.Run late = Bench.run(two, Bench.deadline(0), FakeNode.raw("b").unready());
        OptScript.Run waits = Bench.run(two, Bench.STOP, FakeNode.raw("c").unready());
        for (int i = 0; i < 2; i++) {
            over.cancel("again");
            late.cancel("again");
            waits.cancel("again");
        }
        assertThat(bench.outcomes()).containsExactly("a/1 sent", "b/1 failed", "c/1 cancelled");
    }

    @Test
    void aTakingBackDuringAnAttemptThatSentNothingCounts() {
        FakeNode node = FakeNode.lines("n");
        CompletableFuture<Outcome> answer = node.held();
        OptScript.Run run = Bench.run(two, Bench.STOP, node);
        run.cancel("the peer is back");
        node.ready = false;
        answer.complete(Outcome.notSent("not connected"));
        assertThat(node.got).hasSize(1);
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled", "n/2 cancelled");
        assertThat(Bench.over(run)).contains(false);
    }

    @Test
    void whatIsTakenBackInTheMomentOfItsTurnLeavesTheMonitorToOthers() {
        FakeNode node = FakeNode.lines("n").unready();
        OptScript.Run run = Bench.run(two, Bench.STOP, node);
        node.ready = true;
        node.whenAsked = () -> {
            node.whenAsked = () -> { };
            run.cancel("the peer is back");
        };
        bench.later.look();
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled", "n/2 cancelled");
        assertThat(node.got).isEmpty();
        assertThat(Bench.over(Bench.run(bench.script("other\n"), Bench.STOP, node))).contains(true);
        assertThat(node.texts()).containsExactly("other");
    }

    @Test
    void itIsEitherSentOrTakenBackNeverBoth() throws Exception {
        for (int round = 0; round < 300; round++) {
            sendAndTakeBackAtOnce();
        }
    }

    private void sendAndTakeBackAtOnce() throws Exception {
        bench.events.clear();
        FakeNode node = FakeNode.raw("n").unready();
        OptScript.Run run = Bench.run(two, Bench.STOP, node);
        node.ready = true;
        CyclicBarrier together = new CyclicBarrier(2);
        Thread other = new Thread(() -> {
            await(together);
            run.cancel("the peer is back");
        });
        other.start();
        await(together);
        bench.later.look();
        other.join(10_000);
        boolean sent = run.done().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(bench.outcomes()).containsExactly(sent ? "n/1 sent" : "n/1 cancelled");
        assertThat(node.got).hasSize(sent ? 1 : 0);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
