package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.chardev.Attachment;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection follows its reader from loop to loop. */
class SocketMoveTest {
    /** What arrives after attach() has returned arrives at the reader, whole and in order, on its thread. */
    @ParameterizedTest
    @EnumSource
    void losesNothingThatComesDuringTheMove(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop[] loops = {lab.loop(), lab.loop()};
            Socket client = lab.client(Lab.port(server));
            OutputStream out = client.getOutputStream();
            Lab.until(server::connected);
            for (int round = 0; round < 100; round++) {
                Listener reader = new Listener();
                Lab.Loop loop = loops[round % 2];
                Attachment attachment = server.attach(reader, loop);
                ByteArrayOutputStream sent = new ByteArrayOutputStream();
                for (int i = 0; i < 40; i++) {
                    byte[] piece = ByteBuffer.allocate(8).putInt(round).putInt(i).array();
                    sent.writeBytes(piece);
                    out.write(piece);
                }
                Lab.until("round " + round, () -> reader.bytes().length >= sent.size());
                assertThat(reader.bytes()).isEqualTo(sent.toByteArray());
                Thread own = loop.call(Thread::currentThread);
                assertThat(reader.threads).allMatch(own::equals);
                assertThat(reader.told).containsExactly("connected");
                attachment.close();
            }
        }
    }

    /** A counter runs through the connection without a pause; every reader sees a part of it without a gap. */
    @ParameterizedTest
    @EnumSource
    void keepsTheOrderOfAStream(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop[] loops = {lab.loop(), lab.loop()};
            Socket client = lab.client(Lab.port(server));
            Thread sender = new Thread(() -> {
                byte[] all = new byte[1000];
                int next = 0;
                try {
                    while (true) {
                        for (int i = 0; i < all.length; i++) {
                            all[i] = (byte) (next++ % 251);
                        }
                        client.getOutputStream().write(all);
                    }
                } catch (java.io.IOException end) {
                    // the chardev is closed
                }
            });
            sender.start();
            for (int round = 0; round < 60; round++) {
                Listener reader = new Listener();
                Attachment attachment = server.attach(reader, loops[round % 2]);
                Lab.until(() -> reader.bytes().length > 20_000);
                attachment.close();
                byte[] seen = reader.bytes();
                for (int i = 1; i < seen.length; i++) {
                    if ((seen[i] & 0xff) != ((seen[i - 1] & 0xff) + 1) % 251) {
                        throw new AssertionError("round " + round + ": a gap at " + i);
                    }
                }
            }
            server.close();
            sender.join(5000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBeingWrittenMovesToo(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop[] loops = {lab.loop(), lab.loop()};
            Socket client = lab.client(Lab.port(server));
            Lab.until(server::connected);
            List<CompletableFuture<Void>> writes = new ArrayList<>();
            AtomicInteger total = new AtomicInteger();
            for (int round = 0; round < 20; round++) {
                Attachment attachment = server.attach(new Listener(), loops[round % 2]);
                byte[] bytes = new byte[50_000];
                java.util.Arrays.fill(bytes, (byte) round);
                writes.add(attachment.write(bytes).toCompletableFuture());
                total.addAndGet(bytes.length);
                attachment.close();
            }
            byte[] got = client.getInputStream().readNBytes(total.get());
            for (int i = 0; i < got.length; i++) {
                assertThat(got[i]).isEqualTo((byte) (i / 50_000));
            }
            for (CompletableFuture<Void> write : writes) {
                write.get(5, TimeUnit.SECONDS);
            }
        }
    }

    /** The iothread of a reader may end as soon as the reader has closed. */
    @ParameterizedTest
    @EnumSource
    void goesHomeBeforeCloseReturns(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            Lab.Loop loop = lab.loop();
            Attachment attachment = server.attach(reader, loop);
            Socket client = lab.client(Lab.port(server));
            Lab.until(() -> reader.told.size() == 1);

            attachment.close();
            assertThat(server.current().orElseThrow().isOn(loop.netty())).isFalse();
            loop.close();

            Listener second = new Listener();
            server.attach(second, lab.loop());
            client.getOutputStream().write('x');
            Lab.until(() -> second.text().equals("x"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsThatComeAndGoDuringMovesAreAllSeen(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop[] loops = {lab.loop(), lab.loop()};
            int port = Lab.port(server);
            for (int round = 0; round < 100; round++) {
                Listener reader = new Listener();
                Socket before = lab.client(port);
                Lab.until(server::connected);
                Attachment attachment = server.attach(reader, loops[round % 2]);
                before.getOutputStream().write('b');
                before.close();
                Socket after = lab.client(port);
                after.getOutputStream().write('a');
                after.close();
                Lab.until("round " + round, () -> reader.told.size() == 4);
                assertThat(reader.text()).isEqualTo("ba");
                assertThat(reader.told).containsExactly("connected", "disconnected", "connected", "disconnected");
                Lab.until("end of round " + round, () -> !server.connected());
                attachment.close();
            }
        }
    }

    /** A reader may give the chardev back from inside of a call; the next one gets only what comes then. */
    @ParameterizedTest
    @EnumSource
    void aReaderMayLeaveInTheMiddleOfACall(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Socket client = lab.client(Lab.port(server));
            Attachment[] own = new Attachment[1];
            Listener first = new Listener() {
                @Override
                public void received(ByteBuffer bytes, long nanos) {
                    super.received(bytes, nanos);
                    own[0].close();
                }
            };
            Lab.Loop loop = lab.loop();
            own[0] = server.attach(first, loop);
            client.getOutputStream().write('1');
            Lab.until(() -> first.text().equals("1"));
            Lab.until(() -> !server.status().frontendOpen());
            Listener second = new Listener();
            server.attach(second, loop);
            client.getOutputStream().write('2');

            Lab.until(() -> second.text().equals("2"));
            assertThat(first.told).containsExactly("connected");
        }
    }
}
