package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script counts, what it keeps when its bundle is swapped, and how it ends. */
class CountersTest {
    private final Bench bench = new Bench();
    private final Script script = bench.script("one\ntwo\nthree\n");

    private void oneOfEach() {
        Bench.run(script, Bench.STOP, FakeNode.lines("a").step(1, Outcome.Result.ACKNOWLEDGED, ""));
        Bench.run(script, Bench.STOP, FakeNode.lines("b").step(1, Outcome.Result.UNKNOWN, ""));
        Bench.run(script, Bench.CONTINUE, FakeNode.lines("c").step(3, Outcome.Result.FAILED, ""));
    }

    private static void isOneOfEach(ScriptStatus status) {
        assertThat(status.runs()).isEqualTo(3);
        assertThat(status.acknowledged()).isEqualTo(1);
        assertThat(status.sent()).isEqualTo(4);
        assertThat(status.unknown()).isEqualTo(1);
        assertThat(status.failed()).isEqualTo(1);
        assertThat(status.cancelled()).isEqualTo(2);
    }

    @Test
    void everyStepIsCountedOnceByItsOutcome() {
        oneOfEach();
        isOneOfEach(script.status());
        assertThat(bench.events).hasSize(9);
    }

    @Test
    void aNewOneHasCountedNothing() {
        ScriptStatus status = script.status();
        assertThat(List.of(status.runs(), status.sent(), status.acknowledged(), status.failed(), status.unknown(), status.cancelled())).containsOnly(0L);
    }

    @Test
    void theCountersLiveOnWhenItsBundleIsSwapped() {
        oneOfEach();
        String last = script.status().lastIncident().orElseThrow();
        Bench next = new Bench(Path.of("colo_script"), "opt", script.suspend());
        Script again = next.script("another\n");
        isOneOfEach(again.status());
        assertThat(again.status().lastIncident()).contains(last);
        Bench.run(again, Bench.STOP, FakeNode.raw("n"));
        assertThat(again.status().runs()).isEqualTo(4);
        assertThat(again.status().sent()).isEqualTo(5);
    }

    @Test
    void oneThatNeverRanIsKeptToo() {
        Script again = new Bench(Path.of("colo_script"), "opt", script.suspend()).script("one\n");
        assertThat(again.status().runs()).isZero();
        assertThat(again.status().lastIncident()).isEmpty();
    }

    @Test
    void aRunThatSendsNothingIsCountedToo() {
        Bench.run(script, Bench.STOP);
        assertThat(script.status().runs()).isEqualTo(1);
    }

    @Test
    void closingTwiceIsAllowed() {
        script.close();
        script.close();
        assertThat(script.status().runs()).isZero();
    }

    @Test
    void nothingIsSentAfterItsWatchdogWasDeleted() {
        FakeNode node = FakeNode.lines("n").unready();
        OptScript.Run run = Bench.run(script, Bench.STOP, node);
        script.close();
        node.ready = true;
        bench.later.look();
        assertThat(node.got).isEmpty();
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled", "n/2 cancelled", "n/3 cancelled");
        assertThat(Bench.over(run)).contains(false);
    }

    @Test
    void whatWaitsWhenItsBundleLeavesIsToldAndCounted() {
        OptScript.Run run = Bench.run(script, Bench.STOP, FakeNode.raw("n").unready());
        Map<String, String> memento = script.suspend();
        assertThat(bench.outcomes()).containsExactly("n/1 cancelled");
        assertThat(Bench.over(run)).contains(false);
        assertThat(new Bench(Path.of("colo_script"), "opt", memento).script("one\n").status().cancelled()).isEqualTo(1);
    }

    @Test
    void theTypeLooksAgainOnAThreadOfItsOwn(@TempDir Path folder) throws Exception {
        OptScriptType type = new OptScriptType(new IncidentLog());
        FakeNode node = FakeNode.raw("n").unready();
        try {
            Bench creation = new Bench(Files.writeString(folder.resolve("script"), "stop\n"), "opt", Map.of());
            OptScript real = (OptScript) type.create(creation);
            OptScript.Run run = real.run(Bench.EXPIRY, List.<Link<Notifier>>of(node), Bench.STOP);
            assertThat(Bench.over(run)).isEmpty();
            node.ready = true;
            assertThat(run.done().toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(node.texts()).containsExactly("stop\n");
        } finally {
            type.close();
        }
    }
}
