package io.awd.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final List<String> told = new ArrayList<>();
    private final Lines lines = new Lines(new Lines.Sink() {
        @Override
        public void line(String line) {
            told.add(line);
        }

        @Override
        public void tooLong() {
            told.add("TOO LONG");
        }
    });

    @Test
    void endInLfOrCrlf() {
        add("a\nb\r\n\r\n\nc\rd\n");
        assertThat(told).containsExactly("a", "b", "", "", "c\rd");
    }

    @Test
    void comeInPieces() {
        for (byte b : "häß\r\nx\n".getBytes(StandardCharsets.UTF_8)) {
            lines.add(ByteBuffer.wrap(new byte[] {b}));
        }
        assertThat(told).containsExactly("häß", "x");
    }

    @Test
    void mayBeAsLongAsTheLimit() {
        String longest = "x".repeat(Lines.LIMIT);
        add(longest + "\n" + longest + "\r\n");
        assertThat(told).containsExactly(longest, longest);
    }

    @Test
    void areRefusedOnceWhenTooLong() {
        add("x".repeat(Lines.LIMIT + 1));
        assertThat(told).containsExactly("TOO LONG");
        add("y".repeat(3 * Lines.LIMIT));
        add("\nok\n");
        add("x".repeat(Lines.LIMIT) + "\ry\nok\n");
        assertThat(told).containsExactly("TOO LONG", "ok", "TOO LONG", "ok");
    }

    @Test
    void areForgottenOnReset() {
        add("half");
        lines.reset();
        add("x".repeat(Lines.LIMIT + 1));
        lines.reset();
        add("whole\n");
        assertThat(told).containsExactly("TOO LONG", "whole");
    }

    private void add(String text) {
        lines.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
