package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event {@code incident}: its data, and its text in one line. */
class IncidentTest {
    private final Bench bench = new Bench();

    private Bench.Told told(byte[] script, FakeNode node) {
        Bench.run(bench.script(script), Bench.STOP, node);
        return bench.events.get(0);
    }

    private Bench.Told told(String script, FakeNode node) {
        return told(script.getBytes(StandardCharsets.UTF_8), node);
    }

    private String text(String script) {
        return (String) told(script, FakeNode.raw("n")).data().get("text");
    }

    @Test
    void itsDataTellsAllOfAStep() {
        FakeNode node = FakeNode.lines("heartbeat0").step(1, Outcome.Result.FAILED, "not connected");
        Bench.Told told = told("# comment\nabc\n", node);
        assertThat(told.name()).isEqualTo("incident");
        assertThat(told.data()).containsOnlyKeys("incident", "reason", "age", "node", "step", "outcome", "detail", "text", "file", "digest")
                .containsEntry("incident", node.got.get(0).incident().id()).containsEntry("reason", "timeout").containsEntry("age", 5003L)
                .containsEntry("node", "heartbeat0").containsEntry("step", 1L).containsEntry("outcome", "failed")
                .containsEntry("detail", "not connected").containsEntry("text", "abc").containsEntry("file", "colo_script");
    }

    @Test
    void theDigestIsThatOfTheWholeFileNotOfTheStep() {
        Script script = bench.script("a\nb\n");
        Bench.run(script, Bench.STOP, FakeNode.lines("n"));
        assertThat(bench.events).hasSize(2).extracting(told -> told.data().get("digest")).containsOnly(script.status().digest());
    }

    @Test
    void itsTextSaysWhatBecameOfWhichStepWhere() {
        FakeNode node = FakeNode.raw("heartbeat0");
        assertThat(told("stop\n", node).text())
                .isEqualTo("incident " + node.got.get(0).incident().id() + ": step 1 to heartbeat0 sent: stop");
    }

    @Test
    void itsTextHasTheDetailInBrackets() {
        FakeNode node = FakeNode.raw("heartbeat0").step(1, Outcome.Result.FAILED, "not connected");
        assertThat(told("stop\n", node).text()).endsWith(": step 1 to heartbeat0 failed (not connected): stop");
    }

    @Test
    void lineBreaksInsideAreShown() {
        assertThat(text("stop\ncont\n")).isEqualTo("stop\\ncont");
    }

    @Test
    void otherControlCharactersAreDots() {
        assertThat(text("a\u0000b\u001b[31mc\td\r\ne\u007ff\u0085g")).isEqualTo("a.b.[31mc.d.\\ne.f.g");
    }

    @Test
    void bytesThatAreNoTextDoNotBreakTheLine() {
        Bench.Told told = told(new byte[] {(byte) 0xff, 'a', (byte) 0xc3, '\n', (byte) 0x80, 'b'}, FakeNode.raw("n"));
        assertThat((String) told.data().get("text")).contains("a").contains("\\n").endsWith("b");
        assertThat(told.text()).doesNotContain("\n");
    }

    @Test
    void twoHundredBytesAreShownWhole() {
        assertThat(text("x".repeat(200))).isEqualTo("x".repeat(200));
    }

    @Test
    void aLongTextIsCutAndSaysSo() {
        assertThat(text("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
        assertThat(text("x".repeat(100_000))).isEqualTo("x".repeat(200) + "…");
    }

    @Test
    void aLongTextIsNotCutWithinALetter() {
        assertThat(text("x" + "ä".repeat(200))).doesNotContain("\ufffd").startsWith("xä").endsWith("ä…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown command:\r\n'foo'\n", "\u001b[2J", "a\u0000b", "x\u0085y"})
    void whatTheOtherSideAnsweredDoesNotBreakTheLine(String reply) {
        Bench.Told told = told("stop\n", FakeNode.raw("n").step(1, Outcome.Result.FAILED, reply));
        assertThat(told.text().codePoints().filter(Character::isISOControl)).isEmpty();
    }

    @Test
    void aLongAnswerDoesNotMakeALongLine() {
        Bench.Told told = told("stop\n", FakeNode.raw("n").step(1, Outcome.Result.FAILED, "x".repeat(100_000)));
        assertThat(told.text()).hasSizeLessThan(1000);
    }

    @Test
    void theLastOneIsInTheStatus() {
        Script script = bench.script("stop\ncont\n");
        assertThat(script.status().lastIncident()).isEmpty();
        Bench.run(script, Bench.STOP, FakeNode.lines("n"));
        assertThat(script.status().lastIncident()).contains(bench.events.get(1).text());
    }
}
