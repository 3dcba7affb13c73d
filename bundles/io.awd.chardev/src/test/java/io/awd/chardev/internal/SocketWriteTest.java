package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Writer;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketWriteTest {
    private static final int MESSAGE = 34;

    /** Whether the kernel takes it after all: the refused write came before the loop had its turn. */
    private static boolean taken(CompletableFuture<Void> write) throws Exception {
        try {
            write.get(300, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static void fails(CompletableFuture<Void> write, String message) {
        assertThatThrownBy(() -> write.get(5, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(IOException.class).hasMessage(message);
    }

    @ParameterizedTest
    @EnumSource
    void failsWithoutAPeer(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Attachment attachment = server.attach(new Listener(), loop);

            fails(attachment.write(new byte[1]).toCompletableFuture(), "not connected");
            assertThat(loop.call(() -> attachment.offer(new byte[1]))).isFalse();
            assertThat(server.status().dropped()).isEqualTo(1);
            attachment.close();
            fails(attachment.write(new byte[1]).toCompletableFuture(), "closed");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isBoundedAndFailsWhenTheConnectionBreaks(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Socket client = lab.client(Lab.port(server));
            Lab.until(server::connected);
            Writer writer = server.writer();
            List<CompletableFuture<Void>> writes = new ArrayList<>();
            byte[] piece = new byte[256 * 1024];
            while (writes.isEmpty() || !writes.get(writes.size() - 1).isCompletedExceptionally() || taken(writes.get(writes.size() - 2))) {
                writes.add(writer.write(piece).toCompletableFuture());
                assertThat(writes).as("no bound").hasSizeLessThan(200);
            }
            fails(writes.get(writes.size() - 1), "more than 1048576 bytes are waiting");
            fails(writer.write(new byte[Writer.LIMIT + 1]).toCompletableFuture(), "more than 1048576 bytes are waiting");

            client.setSoLinger(true, 0);
            client.close();

            CompletableFuture<Void> pending = writes.get(writes.size() - 2);
            assertThatThrownBy(() -> pending.get(5, TimeUnit.SECONDS)).cause().isInstanceOf(IOException.class)
                    .hasMessageStartingWith("connection lost");
            Lab.until(() -> !server.connected());
            fails(writer.write(piece).toCompletableFuture(), "not connected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalWritersNeverInterleave(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Socket client = lab.client(Lab.port(server));
            Lab.until(server::connected);
            int each = 200;
            List<Thread> threads = new ArrayList<>();
            for (int who = 0; who < 4; who++) {
                Writer writer = server.writer();
                byte mark = (byte) who;
                threads.add(new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        byte[] bytes = new byte[1000];
                        Arrays.fill(bytes, mark);
                        bytes[0] = (byte) i;
                        writer.write(bytes);
                    }
                }));
            }
            threads.forEach(Thread::start);
            DataInputStream in = new DataInputStream(client.getInputStream());
            int[] next = new int[4];
            byte[] message = new byte[1000];
            for (int i = 0; i < 4 * each; i++) {
                in.readFully(message);
                int who = message[1];
                for (int k = 1; k < message.length; k++) {
                    assertThat(message[k]).isEqualTo((byte) who);
                }
                assertThat(message[0]).isEqualTo((byte) next[who]++);
            }
        }
    }

    /** A peer that does not read costs offers, never a torn message and never memory. */
    @ParameterizedTest
    @EnumSource
    void offersAreWholeOrNothing(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Attachment attachment = server.attach(new Listener(), loop);
            Socket client = lab.client(Lab.port(server));
            Lab.until(server::connected);
            byte[] message = new byte[3001];
            int sent = 0;
            int refused = 0;
            while (refused < 1000) {
                message[0] = (byte) sent;
                message[3000] = (byte) sent;
                if (loop.call(() -> attachment.offer(message))) {
                    sent++;
                    refused = 0;
                } else {
                    refused++;
                }
            }
            assertThat(server.current().orElseThrow().channel().unsafe().outboundBuffer().totalPendingWriteBytes()).isLessThan(3200);

            DataInputStream in = new DataInputStream(client.getInputStream());
            byte[] got = new byte[3001];
            for (int i = 0; i < sent; i++) {
                in.readFully(got);
                assertThat(got[0]).isEqualTo((byte) i);
                assertThat(got[3000]).isEqualTo((byte) i);
            }
            Lab.until(() -> {
                try {
                    return loop.call(() -> attachment.offer(message));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            in.readFully(got);
            assertThat(got).isEqualTo(message);
            assertThat(server.status().dropped()).isGreaterThanOrEqualTo(1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void offersWaitForWhatWasWritten(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Attachment attachment = server.attach(new Listener(), loop);
            Socket client = lab.client(Lab.port(server));
            Lab.until(server::connected);
            long length = 0;
            boolean stuck = false;
            CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
            while (!stuck) {
                last = attachment.write(new byte[Writer.LIMIT]).toCompletableFuture();
                length += Writer.LIMIT;
                stuck = !completes(last, 300);
            }
            assertThat(loop.call(() -> attachment.offer(new byte[1]))).isFalse();
            client.getInputStream().skipNBytes(length);
            last.get(5, TimeUnit.SECONDS);
            assertThat(loop.call(() -> attachment.offer(new byte[] {7}))).isTrue();
            assertThat(client.getInputStream().read()).isEqualTo(7);
        }
    }

    private static boolean completes(CompletableFuture<Void> write, long millis) throws Exception {
        try {
            write.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** A pulse in and a pulse out: no object is made on the loop. */
    @ParameterizedTest
    @EnumSource
    void pulsesAllocateNothing(Transport transport) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(",nodelay"));
            Lab.Loop loop = lab.loop();
            AtomicInteger received = new AtomicInteger();
            byte[] reply = new byte[MESSAGE];
            Attachment[] own = new Attachment[1];
            own[0] = server.attach(new Listener() {
                @Override
                public void received(ByteBuffer bytes, long nanos) {
                    received.addAndGet(bytes.remaining());
                    own[0].offer(reply);
                }
            }, loop);
            Socket client = lab.client(Lab.port(server));
            exchange(client, 20_000);
            long thread = loop.call(() -> Thread.currentThread().getId());
            long before = threads.getThreadAllocatedBytes(thread);

            exchange(client, 10_000);

            long after = threads.getThreadAllocatedBytes(thread);
            assertThat(received.get()).isEqualTo(30_000 * MESSAGE);
            assertThat(after - before).as("bytes allocated for 10,000 messages each way").isLessThan(20_000);
        }
    }

    private static void exchange(Socket client, int times) throws IOException {
        byte[] message = new byte[MESSAGE];
        for (int i = 0; i < times; i++) {
            client.getOutputStream().write(message);
            client.getInputStream().readNBytes(message, 0, MESSAGE);
        }
    }
}
