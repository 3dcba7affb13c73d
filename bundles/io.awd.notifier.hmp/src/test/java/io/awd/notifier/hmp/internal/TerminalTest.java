package io.awd.notifier.hmp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final List<String> lines = new ArrayList<>();
    private final Terminal terminal = new Terminal(line -> lines.add(Terminal.decoded(line)));

    private void add(String text) {
        terminal.add(ByteBuffer.wrap(FakeMonitor.bytes(text)));
    }

    private boolean shows(String text) {
        return terminal.shows(FakeMonitor.bytes(text));
    }

    @Test
    void aLineThatIsRedrawnIsThereOnce() {
        add("(qemu) i\u001b[K\u001b[Din\u001b[K\u001b[D\u001b[Dinf\u001b[K\r\nVM status\r\n");
        assertThat(lines).containsExactly("(qemu) inf", "VM status");
    }

    @Test
    void whatIsDrawnShorterIsErased() {
        add("abcdef\u001b[6Dxy\u001b[K\r\n");
        add("abc\u001b[2D\u001b[1CZ\n");
        add("12345\rab\n");
        add("ab\bc\n");
        assertThat(lines).containsExactly("xy", "abZ", "ab345", "ac");
    }

    @Test
    void otherSequencesAndControlCharactersAreDropped() {
        add("\u001b[1;31mred\u001b[0m\u0007\u0000\u001bc and\ttab\u001b[?25l\n");
        add("broken\u001b[12\nnext\n");
        assertThat(lines).containsExactly("red and\ttab", "broken", "next");
    }

    @Test
    void movesStayOnTheLine() {
        add("a\u001b[99999999999DB\u001b[99999999999CC\b\b\b\b\bD\n");
        assertThat(lines).containsExactly("DC");
    }

    @Test
    void itShowsALineThatHasNotEnded() {
        add("(qem");
        assertThat(shows("(qemu) ")).isFalse();
        add("u) ");
        assertThat(shows("(qemu) ")).isTrue();
        add("\u001b[D");
        assertThat(shows("(qemu) ")).isFalse();
        add("\u001b[C");
        assertThat(shows("(qemu) ")).isTrue();
        add("\u001b");
        assertThat(shows("(qemu) ")).isFalse();
        terminal.reset();
        assertThat(shows("")).isTrue();
    }

    @Test
    void aLongLineIsCut() {
        add("x".repeat(200_000) + "\r\nshort\r\n");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).hasSize(Terminal.LIMIT);
        assertThat(lines.get(1)).isEqualTo("short");
    }
}
