package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Step;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a script becomes steps. */
class SyntaxTest {
    private final Bench bench = new Bench();

    private FakeNode lines(byte[] script) {
        FakeNode node = FakeNode.lines("n");
        Bench.run(bench.script(script), Bench.STOP, node);
        return node;
    }

    private static List<Link<Notifier>> links(FakeNode... nodes) {
        return List.of(nodes);
    }

    private FakeNode lines(String script) {
        return lines(script.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRawNodeGetsTheWholeFileInOneStep() {
        FakeNode node = FakeNode.raw("n");
        Bench.run(bench.script("# a comment\n\n  stop \r\ncont"), Bench.STOP, node);
        assertThat(node.texts()).containsExactly("# a comment\n\n  stop \r\ncont");
        assertThat(node.got.get(0).number()).isEqualTo(1);
    }

    @Test
    void aLineNodeGetsAStepForEachLineInOrder() {
        FakeNode node = lines("nbd_server_stop\nx_colo_lost_heartbeat\ncont\n");
        assertThat(node.texts()).containsExactly("nbd_server_stop", "x_colo_lost_heartbeat", "cont");
        assertThat(node.got).extracting(Step::number).containsExactly(1, 2, 3);
    }

    @Test
    void commentsAndBlankLinesAreNoStepsAndAreNotCounted() {
        FakeNode node = lines("\n# first\nstop\n \t \n  # indented\n\r\ncont # not a comment\n\n");
        assertThat(node.texts()).containsExactly("stop", "cont # not a comment");
        assertThat(node.got).extracting(Step::number).containsExactly(1, 2);
    }

    @Test
    void spaceAndCarriageReturnsAroundALineAreTakenAway() {
        assertThat(lines("  stop\t\r\n\tset_link a off \r\n").texts()).containsExactly("stop", "set_link a off");
    }

    @Test
    void theLastLineNeedsNoNewline() {
        assertThat(lines("stop\ncont").texts()).containsExactly("stop", "cont");
    }

    @Test
    void lettersBeyondAsciiStay() {
        assertThat(lines("echo größer 監視\n").texts()).containsExactly("echo größer 監視");
    }

    @Test
    void bytesThatAreNoTextStayInTheirLine() {
        FakeNode node = lines(new byte[] {'a', (byte) 0xff, (byte) 0xfe, 0, 'b', '\n', 'c', '\n'});
        assertThat(node.got.get(0).bytes()).containsExactly('a', 0xff, 0xfe, 0, 'b');
        assertThat(node.got.get(1).bytes()).containsExactly('c');
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "# only a comment\n", "\n\n \n"})
    void aScriptWithoutAStepSendsNothingAndIsOver(String script) {
        FakeNode node = FakeNode.lines("n");
        assertThat(Bench.over(Bench.run(bench.script(script), Bench.STOP, node))).contains(false);
        assertThat(node.got).isEmpty();
    }

    @Test
    void eachNodeGetsItInItsOwnSyntax() {
        FakeNode raw = FakeNode.raw("raw");
        FakeNode lines = FakeNode.lines("lines");
        Bench.run(bench.script("stop\ncont\n"), Bench.STOP, raw, lines);
        assertThat(raw.texts()).containsExactly("stop\ncont\n");
        assertThat(lines.texts()).containsExactly("stop", "cont");
    }

    @Test
    void aNodeWhoseBundleComesBackGetsItInItsOwnSyntax() {
        FakeNode node = FakeNode.lines("n").away();
        Bench.run(bench.script("stop\ncont\n"), Bench.STOP, node);
        node.there = true;
        bench.later.look();
        assertThat(node.texts()).containsExactly("stop", "cont");
    }

    @Test
    void tenThousandLinesGoOutToANodeThatAnswersAtOnce() {
        String script = IntStream.range(0, 10_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        FakeNode node = FakeNode.lines("n");
        assertThat(Bench.over(Bench.run(bench.script(script), Bench.STOP, node))).contains(true);
        assertThat(node.got).hasSize(10_000);
    }

    @Test
    void sectionsAreForOneNodeAndWhatStandsBeforeThemForAll() {
        FakeNode first = FakeNode.lines("a");
        FakeNode second = FakeNode.lines("b.2");
        FakeNode raw = FakeNode.raw("c");
        String text = "all\n[b.2]\nfor b\n# none\n [a]\t\nfor a\n[b.2]\nb again\n{\"execute\": [1]}\n";
        Bench.run(bench.script(text), Bench.STOP, first, second, raw);
        assertThat(first.texts()).containsExactly("all", "for a");
        assertThat(second.texts()).containsExactly("all", "for b", "b again", "{\"execute\": [1]}");
        assertThat(first.got).extracting(Step::number).containsExactly(1, 2);
        assertThat(raw.texts()).containsExactly(text);
    }

    @Test
    void aSectionForANodeThatIsNoneIsToldBeforeTheDay() {
        Script script = bench.script("[a]\nstop\n[nobody]\ncont\n");
        assertThat(script.stranger(links(FakeNode.lines("a")))).get().asString().contains("steps for 'nobody'");
        assertThat(script.notReady(links(FakeNode.lines("a")))).get().asString().contains("steps for 'nobody'");
        assertThat(script.stranger(links(FakeNode.lines("a"), FakeNode.lines("nobody")))).isEmpty();
        assertThat(script.notReady(links(FakeNode.lines("a"), FakeNode.lines("nobody")))).isEmpty();
    }

    /** A script of sections alone is for those nodes and no others, whatever their syntax: who is left out is neither waited for nor in the way. */
    @Test
    void whoIsLeftOutByTheSectionsGetsNothing() {
        FakeNode fence = FakeNode.raw("fence").unready();
        FakeNode qemu = FakeNode.lines("qemu");
        Script script = bench.script("[qemu]\nstop\n");
        assertThat(script.notReady(links(fence, qemu))).isEmpty();
        assertThat(script.plan(links(fence, qemu))).isEqualTo("qemu\n  1 stop");
        OptScript.Run run = Bench.run(script, new OptScript.Rules(5000, 30_000, false, true), fence, qemu);
        assertThat(qemu.texts()).containsExactly("stop");
        assertThat(fence.got).isEmpty();
        assertThat(Bench.over(run)).contains(true);
    }
}
