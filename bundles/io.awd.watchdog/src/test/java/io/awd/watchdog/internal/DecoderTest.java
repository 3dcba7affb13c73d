package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.watchdog.internal.Decoder.Dialect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
    private final List<String> seen = new ArrayList<>();
    private final Decoder decoder = new Decoder(new Decoder.Messages() {
        @Override
        public void message() {
            seen.add("message");
        }

        @Override
        public void reply() {
            seen.add("reply");
        }

        @Override
        public void stopping() {
            seen.add("stopping");
        }

        @Override
        public void refused(long length) {
            seen.add("refused " + length);
        }
    });

    private void send(byte[] bytes) {
        decoder.received(ByteBuffer.wrap(bytes));
    }

    private void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(200_000);
        for (byte[] part : parts) {
            all.put(part);
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    @Test
    void theFramesAreNetAwdsByteForByte() {
        assertThat(Frame.PULSE).startsWith(0, 0, 0, 0x18).hasSize(28).endsWith("pulse\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(Frame.REPLY).startsWith(0, 0, 0, 0x1e).hasSize(34).endsWith("reply pulse\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(Frame.STOPPING).startsWith(0, 0, 0, 0x1b).hasSize(31);
    }

    @Test
    void mergedAndSplitReadsGiveTheSameMessages() {
        byte[] stream = join(Frame.PULSE, Frame.REPLY, Frame.encode("x"), Frame.encode(""), Frame.STOPPING, Frame.encode("y".repeat(Frame.LARGEST)), Frame.PULSE);
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            seen.clear();
            decoder.reset();
            for (int at = 0; at < stream.length;) {
                int n = Math.min(stream.length - at, 1 + random.nextInt(round < 20 ? 3 : 50_000));
                send(Arrays.copyOfRange(stream, at, at + n));
                at += n;
            }
            assertThat(seen).containsExactly("message", "reply", "message", "message", "stopping", "message", "message");
        }
    }

    @Test
    void aZeroLengthFrameCountsAtOnce() {
        send(new byte[] {0, 0, 0, 0});
        assertThat(seen).containsExactly("message");
        assertThat(decoder.dialect()).isEqualTo(Dialect.AWD);
    }

    @Test
    void anOversizeFrameIsRefusedAndNothingAfterItIsRead() {
        send(join(Frame.PULSE, new byte[] {0, 1, 0x10, 1}, Frame.PULSE, Frame.PULSE));
        assertThat(seen).containsExactly("message", "refused 69633");
        decoder.reset();
        send(Frame.PULSE);
        assertThat(seen).containsExactly("message", "refused 69633", "message");
    }

    @Test
    void halfAMessageDiesWithItsConnection() {
        send(Arrays.copyOf(Frame.PULSE, 20));
        decoder.reset();
        send(Frame.PULSE);
        assertThat(seen).containsExactly("message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\n", "GET / HTTP/1.0\r\n", "SeaBIOS (version 1.16)", "\u007fELF", "WATCHDOG\n", "\0\u00ff\u00ff\u00ff"})
    void whatIsNeitherFramesNorAssignmentsIsAnyAndEveryByteCounts(String text) {
        send(text);
        assertThat(decoder.dialect()).isEqualTo(Dialect.ANY);
        assertThat(seen).isNotEmpty();
        int before = seen.size();
        send(".");
        assertThat(seen).hasSize(before + 1);
    }

    @ParameterizedTest
    @CsvSource({"WATCHDOG=1|, 1", "WATCHDOG=1, 1", "WATCHDOG=1|WATCHDOG=1|, 2", "READY=1|STATUS=fine|, 0", "STATUS=x|WATCHDOG=1|, 1", "WATCHDOG=12|, 0", "MAINPID=4711|WATCHDOG=1, 1"})
    void notifyCountsWatchdogAssignmentsOnly(String text, int messages) {
        for (byte b : text.replace('|', '\n').getBytes(StandardCharsets.US_ASCII)) {
            if (!text.startsWith("WATCHDOG=12")) {
                send(new byte[] {b});
            }
        }
        if (text.startsWith("WATCHDOG=12")) {
            send(text.replace('|', '\n'));
        }
        assertThat(decoder.dialect()).isEqualTo(Dialect.NOTIFY);
        assertThat(seen).hasSize(messages);
    }

    @Test
    void notifyKnowsStopping() {
        send("STOPPING=1\n");
        assertThat(seen).containsExactly("stopping");
    }

    @Test
    void aLineOfAnyLengthCostsNoMemory() {
        send("STATUS=");
        for (int i = 0; i < 1000; i++) {
            send("x".repeat(1000));
        }
        send("\nWATCHDOG=1\n");
        assertThat(seen).containsExactly("message");
    }
}
