package io.awd.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void standBetweenBlanks() throws AwdException {
        assertThat(Words.of("")).isEmpty();
        assertThat(Words.of(" \t ")).isEmpty();
        assertThat(Words.of("  info\twatchdogs  ")).containsExactly("info", "watchdogs");
        assertThat(Words.of("object_add x,path=C:\\n;a|b&c $d #e")).containsExactly("object_add", "x,path=C:\\n;a|b&c", "$d", "#e");
    }

    @Test
    void mayBeQuoted() throws AwdException {
        assertThat(Words.of("a \"b c\" \"\" d")).containsExactly("a", "b c", "", "d");
        assertThat(Words.of("\"\\\"\\\\\\'\\n\\r\"")).containsExactly("\"\\'\n\r");
        assertThat(Words.of("a\"b c\"")).containsExactly("a\"b", "c\"");
    }

    @Test
    void sayWhatIsWrong() {
        assertThatThrownBy(() -> Words.of("a \"b")).hasMessage("unterminated string literal");
        assertThatThrownBy(() -> Words.of("a \"b\\")).hasMessage("unterminated string literal");
        assertThatThrownBy(() -> Words.of("a \"\\x\"")).hasMessage("unsupported escape code: '\\x'");
    }
}
