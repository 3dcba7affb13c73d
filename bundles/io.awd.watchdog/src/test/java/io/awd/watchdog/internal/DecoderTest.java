package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.watchdog.internal.Decoder.Dialect;
import io.awd.watchdog.internal.WatchdogProperties.Protocol;
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
    /** Tells what it finds. */
    private final class Listening extends Decoder {
        Listening(Protocol protocol) {
            super(protocol, 0);
        }

        @Override
        void message(long nanos) {
            seen.add("message");
        }

        @Override
        void reply(long nanos) {
            seen.add("reply");
        }

        @Override
        void stopping() {
            seen.add("stopping");
        }

        @Override
        void mute() {
            seen.add("mute");
        }

        @Override
        void trigger() {
            seen.add("trigger");
        }

        @Override
        void timeout(long micros) {
            seen.add("timeout " + micros);
        }

        @Override
        void refused(long length) {
            seen.add("refused " + length);
        }
    }

    private Decoder decoder = new Listening(Protocol.AUTO);

    private void send(byte[] bytes) {
        decoder.decode(ByteBuffer.wrap(bytes), 0);
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

    @ParameterizedTest
    @ValueSource(strings = {"SeaBIOS (version 1.16.2-debian)\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "[    0.000000] Linux version 6.1\n", "\u0016\u0003\u0001\u0002"})
    void withProtocolAwdTextIsNoLifeAndCostsTheConnection(String text) {
        decoder = new Listening(Protocol.AWD);
        send(text);
        assertThat(seen).hasSize(1).first().asString().startsWith("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SeaBIOS (version 1.16.2-debian)\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "[    0.000000] Linux version 6.1\n"})
    void withProtocolNotifyTextIsNoLife(String text) {
        decoder = new Listening(Protocol.NOTIFY);
        send(text.repeat(100));
        assertThat(seen).isEmpty();
        send("\nWATCHDOG=1\n");
        assertThat(seen).containsExactly("message");
    }

    @Test
    void withProtocolAnyEveryReadCounts() {
        decoder = new Listening(Protocol.ANY);
        send(Frame.STOPPING);
        send("x");
        assertThat(seen).containsExactly("message", "message");
    }

    @ParameterizedTest
    @CsvSource({"WATCHDOG=trigger|, trigger", "WATCHDOG=trigger, trigger", "WATCHDOG_USEC=1500000|, timeout 1500000", "WATCHDOG_USEC=0|, timeout 0"})
    void aNamedNotifyPeerMayAskForMore(String text, String what) {
        decoder = new Listening(Protocol.NOTIFY);
        send(text.replace('|', '\n'));
        assertThat(seen).containsExactly(what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WATCHDOG_USEC=\n", "WATCHDOG_USEC=-1\n", "WATCHDOG_USEC=1s\n", "WATCHDOG_USEC=9999999999999999\n", "WATCHDOG=triggers\n"})
    void whatIsNoRequestIsIgnored(String text) {
        decoder = new Listening(Protocol.NOTIFY);
        send(text);
        assertThat(seen).isEmpty();
    }

    @Test
    void aPeerWhoseProtocolWasOnlyGuessedMayNotAsk() {
        send("WATCHDOG=1\nWATCHDOG=trigger\nWATCHDOG_USEC=1\n");
        assertThat(seen).containsExactly("message");
    }

    @Test
    void aPeerThatFallsSilentSaysSoHoweverItIsCut() {
        for (byte b : Frame.MUTE) {
            send(new byte[] {b});
        }
        send(join(Frame.MUTE, Frame.PULSE));
        assertThat(seen).containsExactly("mute", "mute", "message");
    }

    @Test
    void onlyAnAgentsReturnIsLife() {
        decoder = new Listening(Protocol.QGA);
        send("SeaBIOS\n{\"return\": {}}\n{\"error\": {}}\n\n{\"retur\n");
        assertThat(seen).containsExactly("reply");
        send("{\"return\": " + "x".repeat(100_000) + "}\n");
        assertThat(seen).containsExactly("reply", "reply");
    }

    @Test
    void whatAServiceSaysIsNoLifeWhereTheConnectionIs() {
        decoder = new Listening(Protocol.TCP_CONNECT);
        send("SSH-2.0-OpenSSH\n");
        assertThat(seen).isEmpty();
    }
}
