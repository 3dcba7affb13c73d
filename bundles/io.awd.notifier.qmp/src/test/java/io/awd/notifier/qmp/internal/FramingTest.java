package io.awd.notifier.qmp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramingTest {
    private final List<String> messages = new ArrayList<>();
    private final List<String> garbage = new ArrayList<>();
    private final Framing framing = new Framing(bytes -> messages.add(new String(bytes, StandardCharsets.UTF_8)), garbage::add);

    private void add(String text) {
        framing.add(ByteBuffer.wrap(FakeMonitor.bytes(text)));
    }

    @Test
    void objectsAreCutOutHoweverTheyArrive() {
        List<String> all = List.of("{}", "{\"a\": [1, {\"b\": \"}\\\"]\\\\\"}]}", "{\r\n  \"pretty\": {\r\n  }\r\n}", "{\"ü\": \"€\"}");
        byte[] stream = FakeMonitor.bytes(String.join("\r\n", all) + "\r\n");
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            messages.clear();
            for (int at = 0; at < stream.length;) {
                int piece = Math.min(stream.length - at, 1 + random.nextInt(round % 20 + 1));
                framing.add(ByteBuffer.wrap(stream, at, piece));
                at += piece;
            }
            assertThat(messages).isEqualTo(all);
        }
        assertThat(garbage).isEmpty();
    }

    @Test
    void whatIsNoObjectIsShown() {
        add("QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ");
        assertThat(garbage).containsExactly("it does not speak QMP, but says 'QEMU 7.2.22 monitor - type 'help' for more information'");
        framing.add(ByteBuffer.wrap(new byte[] {(byte) 0xff, 1, 2}));
        assertThat(garbage.get(1)).isEqualTo("it does not speak QMP, but says '???'");
        add("}");
        assertThat(garbage).hasSize(3);
        assertThat(messages).isEmpty();
    }

    @Test
    void aControlCharacterIsTheEnd() {
        add("{\u001b[K\u001b[D{\"execute\"");
        assertThat(garbage).containsExactly("it does not speak QMP: a control character (0x1b) in a message");
    }

    @Test
    void aLineThatEndsInAStringIsTheEnd() {
        add("{\"a\nb\": 1}{}");
        assertThat(garbage).containsExactly("a line ends in the middle of a string");
        assertThat(messages).isEmpty();
    }

    @Test
    void aMessageMayBeLongButNotEndless() {
        String most = "{\"a\":\"" + "x".repeat(Framing.LIMIT - 8) + "\"}";
        add(most);
        assertThat(messages).containsExactly(most);
        add(most.replace("\"}", "x\"}"));
        assertThat(messages).hasSize(1);
        assertThat(garbage).containsExactly("a message is longer than 4194304 bytes");
        framing.reset();
        add("{}");
        assertThat(messages).hasSize(2);
    }

    @Test
    void aResetForgetsHalfAMessageAndEndsWhatIsUnderWay() {
        add("{\"a\": \"\\");
        framing.reset();
        add("{}");
        assertThat(messages).containsExactly("{}");
        Framing[] self = new Framing[1];
        self[0] = new Framing(bytes -> {
            messages.add("one");
            self[0].reset();
        }, garbage::add);
        self[0].add(ByteBuffer.wrap(FakeMonitor.bytes("{}{}{}")));
        assertThat(messages).containsExactly("{}", "one");
    }
}
