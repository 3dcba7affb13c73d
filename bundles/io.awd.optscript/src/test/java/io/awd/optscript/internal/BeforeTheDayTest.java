package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript.Checked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a script before it is needed. */
class BeforeTheDayTest {
    @TempDir
    private Path folder;
    private final Bench bench = new Bench();

    private static List<Link<Notifier>> nodes(FakeNode... nodes) {
        return List.of(nodes);
    }

    private List<Checked> check(Script script, FakeNode... nodes) throws Exception {
        return script.check(nodes(nodes), 50).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void thePlanShowsEachStepWithItsPrefixesForEachNode() {
        assertThat(bench.script("stop\n# no\n-cont\n+quit\n").plan(nodes(FakeNode.lines("hmp"), FakeNode.raw("out").unready(), FakeNode.lines("gone").away())))
                .isEqualTo("hmp\n  1 stop\n  2 -cont\n  3 +quit\nout (not ready: not connected)\n  1 stop\\n# no\\n-cont\\n+quit\ngone (its bundle is not there)\n"
                        + "  1 stop\\n# no\\n-cont\\n+quit");
    }

    @Test
    void eachNodeIsAskedAboutItsOwnSteps() throws Exception {
        FakeNode good = FakeNode.lines("good");
        good.findings = steps -> CompletableFuture.completedStage(List.of(new Finding(1, true, "known"), new Finding(2, false, "unknown")));
        assertThat(check(bench.script("stop\n-nope\n"), good, FakeNode.raw("raw").unready(), FakeNode.raw("gone").away()))
                .extracting(Checked::node, Checked::step, c -> c.finding().good(), c -> c.finding().text())
                .containsExactly(tuple("good", "", true, "ready"), tuple("good", "stop", true, "known"), tuple("good", "nope", false, "unknown"),
                        tuple("raw", "", false, "not ready: not connected"), tuple("gone", "", false, "its bundle is not there"));
        assertThat(good.got).as("nothing is sent").isEmpty();
    }

    @Test
    void aNodeThatDoesNotAnswerOrFailsIsBad() throws Exception {
        FakeNode silent = FakeNode.lines("silent");
        silent.findings = steps -> new CompletableFuture<>();
        FakeNode broken = FakeNode.lines("broken");
        broken.findings = steps -> {
            throw new IllegalStateException("broken");
        };
        assertThat(check(bench.script("stop\n"), silent, broken)).extracting(Checked::node, c -> c.finding().good(), c -> c.finding().text())
                .containsExactly(tuple("silent", false, "no answer within 50 ms"),
                        tuple("broken", false, "the notifier failed: java.lang.IllegalStateException: broken"));
    }

    @Test
    void anAnswerInTheLastMomentStillCounts() throws Exception {
        FakeNode late = FakeNode.lines("late");
        late.findings = steps -> CompletableFuture.supplyAsync(() -> List.of(new Finding(1, false, "too slow to say more")),
                CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS));
        assertThat(check(bench.script("stop\n"), late)).extracting(c -> c.finding().text()).contains("too slow to say more");
    }

    @Test
    void itIsNotReadyWhenANodeIsNotOrThereIsNothingToSend() {
        assertThat(bench.script("stop\n").notReady(nodes(FakeNode.lines("hmp"), FakeNode.raw("out")))).isEmpty();
        assertThat(bench.script("stop\n").notReady(nodes(FakeNode.lines("hmp"), FakeNode.raw("out").unready()))).contains("out: not connected");
        assertThat(bench.script("stop\n").notReady(nodes(FakeNode.raw("out").away()))).contains("out: its bundle is not there");
        assertThat(new Script(bench, Content.NONE, bench.later, bench.lanes, bench.log).notReady(nodes(FakeNode.raw("out"))))
                .contains("out: no step of the script goes to it");
    }

    @Test
    void aReloadReadsTheFileAnewAndKeepsTheOldOneWhenItCannot() throws Exception {
        Path file = Files.writeString(folder.resolve("script"), "stop\n");
        Bench own = new Bench(file, "opt", Map.of());
        Script script = new Script(own, Content.read(file, "heart1", "opt_script"), own.later, own.lanes, own.log);
        Files.writeString(file, "cont\n");
        FakeNode node = FakeNode.lines("hmp");
        Bench.run(script, Bench.STOP, node);
        script.reload();
        Bench.run(script, Bench.STOP, node);
        Files.delete(file);
        assertThatThrownBy(script::reload).hasMessage("advanced-watchdog can't open opt_script: " + file);
        Bench.run(script, Bench.STOP, node);
        assertThat(node.texts()).containsExactly("stop", "cont", "cont");
    }
}
