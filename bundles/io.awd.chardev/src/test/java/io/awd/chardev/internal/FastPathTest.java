package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.chardev.Attachment;
import io.awd.api.object.AwdException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollIoHandle;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which way a message goes to its reader, and that it goes to no other. */
class FastPathTest {
    /** Counts the reads that come by Netty's pipeline. */
    private static final class Counter extends ChannelInboundHandlerAdapter {
        private final AtomicInteger reads = new AtomicInteger();

        /** One that counts what comes on the server's connection, which is on that loop. */
        static Counter of(SocketChardev server, Lab.Loop loop) throws Exception {
            Counter counter = new Counter();
            server.current().orElseThrow().channel().pipeline().addFirst(counter);
            loop.call(() -> true);
            return counter;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            reads.incrementAndGet();
            ctx.fireChannelRead(message);
        }
    }

    private static void send(Socket client, String text) throws Exception {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void sendAndSee(Socket client, Listener reader, String text) throws Exception {
        String before = reader.text();
        send(client, text);
        Lab.until(() -> reader.text().equals(before + text));
    }

    /** Whatever was before: a pause, or another reader on another loop. */
    @ParameterizedTest
    @EnumSource
    void withEpollAMessageDoesNotGoThroughThePipeline(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Listener first = new Listener();
            Attachment attachment = server.attach(first, loop);
            Socket client = lab.client(Lab.port(server));
            Lab.until(() -> first.told.contains("connected"));
            Counter counter = Counter.of(server, loop);
            int ways = 0;

            sendAndSee(client, first, "a");
            assertThat(counter.reads.get()).isEqualTo(transport == Transport.EPOLL ? 0 : ++ways);

            attachment.reading(false);
            loop.call(() -> true);
            send(client, "b");
            attachment.reading(true);
            Lab.until(() -> first.text().equals("ab"));
            loop.call(() -> true);
            ways = counter.reads.get();
            sendAndSee(client, first, "c");
            assertThat(counter.reads.get()).as("after a pause").isEqualTo(transport == Transport.EPOLL ? ways : ++ways);

            attachment.close();
            Listener second = new Listener();
            Lab.Loop other = lab.loop();
            server.attach(second, other);
            Lab.until(() -> second.told.contains("connected"));
            other.call(() -> true);
            ways = counter.reads.get();
            sendAndSee(client, second, "d");
            assertThat(counter.reads.get()).as("after a move").isEqualTo(transport == Transport.EPOLL ? ways : ++ways);
            assertThat(first.text()).isEqualTo("abc");
        }
    }

    /** A reader that has gone long ago has nothing to say any more. */
    @Test
    void aSecondCloseDoesNotSlowTheNextReader() throws Exception {
        try (Lab lab = new Lab(Transport.EPOLL)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Attachment first = server.attach(new Listener(), loop);
            Socket client = lab.client(Lab.port(server));
            first.close();
            Listener second = new Listener();
            server.attach(second, loop);
            Lab.until(() -> second.told.contains("connected"));
            first.close();
            Counter counter = Counter.of(server, loop);
            sendAndSee(client, second, "a");
            assertThat(counter.reads.get()).isZero();
        }
    }

    /** Its attachment is looked at again after the path was opened to it. */
    @ParameterizedTest
    @EnumSource
    void thePathStaysShutForAReaderThatPauses(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Listener reader = new Listener();
            Attachment attachment = server.attach(reader, loop);
            lab.client(Lab.port(server));
            Lab.until(() -> reader.told.contains("connected"));
            attachment.reading(false);
            loop.call(() -> true);
            // as a read does that was already under way
            loop.call(() -> {
                server.current().orElseThrow().received(ByteBuffer.wrap(new byte[] {'a'}));
                return true;
            });
            assertThat(reader.text()).isEmpty();
            attachment.reading(true);
            Lab.until(() -> reader.text().equals("a"));
        }
    }

    /** It is closed by another thread while bytes for the connection are already on their way up from the kernel. */
    @Test
    void whatComesAfterTheReaderWasClosedIsForTheNextOne() throws Exception {
        try (Lab lab = new Lab(Transport.EPOLL)) {
            Listener next = new Listener();
            Lab.Loop there = lab.loop();
            Listener closed = inTheSameTurn(lab, (server, attachment) -> {
                attachment.close();
                attach(server, next, there);
            });
            Lab.until(() -> next.text().equals("c"));
            assertThat(closed.text()).isEmpty();
        }
    }

    @Test
    void whatComesAfterTheReaderPausedWaits() throws Exception {
        try (Lab lab = new Lab(Transport.EPOLL)) {
            Attachment[] own = new Attachment[1];
            Listener paused = inTheSameTurn(lab, (server, attachment) -> {
                own[0] = attachment;
                attachment.reading(false);
            });
            assertThat(paused.text()).isEmpty();
            own[0].reading(true);
            Lab.until(() -> paused.text().equals("c"));
        }
    }

    /** What cannot be read costs its connection, and neither the loop nor who else has something to read in the same turn. */
    @Test
    void aReadThatFailsCostsItsConnectionAndNothingElse() throws Exception {
        try (Lab lab = new Lab(Transport.EPOLL); Unconnected unconnected = new Unconnected()) {
            SocketChardev server = lab.socket(Lab.server(""));
            SocketChardev other = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Listener reader = new Listener();
            Listener besides = new Listener();
            server.attach(reader, loop);
            other.attach(besides, loop);
            Socket broken = lab.client(Lab.port(server));
            Socket client = lab.client(Lab.port(other));
            Lab.until(() -> reader.told.contains("connected") && besides.told.contains("connected"));
            loop.call(() -> {
                Connection connection = server.current().orElseThrow();
                connection.standsBefore(unconnected.insteadOf((EpollIoHandle) connection.channel().unsafe()));
                send(broken, "x");
                send(client, "a");
                return true;
            });
            Lab.until(() -> reader.told.equals(List.of("connected", "disconnected")));
            assertThat(reader.text()).isEmpty();
            assertThat(server.status().lastError()).isEqualTo("NotYetConnectedException");
            Lab.until(() -> besides.text().equals("a"));
            assertThat(besides.told).containsExactly("connected");
            sendAndSee(lab.client(Lab.port(server)), reader, "b");
        }
    }

    /** One that reading from fails. */
    private static final class Unconnected implements AutoCloseable {
        private final io.netty.channel.unix.Socket socket = io.netty.channel.unix.Socket.newSocketStream();

        /** A channel's handle, but the first time that it is asked it shows this one. */
        EpollIoHandle insteadOf(EpollIoHandle own) {
            AtomicBoolean shown = new AtomicBoolean();
            return (EpollIoHandle) Proxy.newProxyInstance(FastPathTest.class.getClassLoader(), new Class<?>[] {EpollIoHandle.class},
                    (proxy, method, arguments) -> method.getName().equals("fd") && !shown.getAndSet(true) ? socket : method.invoke(own, arguments));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Otherwise each object that was deleted would stay in memory as long as its chardev's peer does. */
    @ParameterizedTest
    @EnumSource
    void aConnectionLetsAReaderGo(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            WeakReference<Listener> gone = readAndClose(lab, server);
            Lab.until(() -> {
                System.gc();
                return gone.get() == null;
            });
            assertThat(server.current()).isPresent();
        }
    }

    private static WeakReference<Listener> readAndClose(Lab lab, SocketChardev server) throws Exception {
        Lab.Loop loop = lab.loop();
        Listener reader = new Listener();
        Attachment attachment = server.attach(reader, loop);
        sendAndSee(lab.client(Lab.port(server)), reader, "a");
        attachment.close();
        return new WeakReference<>(reader);
    }

    private static void attach(SocketChardev server, Listener reader, Lab.Loop loop) {
        try {
            server.attach(reader, loop);
        } catch (AwdException e) {
            throw new AssertionError(e);
        }
    }

    private interface Change {
        void make(SocketChardev server, Attachment attachment);
    }

    /**
     * Two connections have something to read in one turn of their loop. While the reader of the first is called the home loop, which waits for nobody,
     * changes the reader of the second. Returns that one when the turn has ended.
     */
    private static Listener inTheSameTurn(Lab lab, Change change) throws Exception {
        Lab.Loop loop = lab.loop();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        Listener holding = new Listener() {
            @Override
            public void received(ByteBuffer buffer, long nanos) {
                super.received(buffer, nanos);
                reading.countDown();
                await(changed);
            }
        };
        Listener second = new Listener();
        SocketChardev[] servers = {lab.socket(Lab.server("")), lab.socket(Lab.server(""))};
        servers[0].attach(holding, loop);
        Attachment attachment = servers[1].attach(second, loop);
        Socket[] clients = {lab.client(Lab.port(servers[0])), lab.client(Lab.port(servers[1]))};
        Lab.until(() -> holding.told.contains("connected") && second.told.contains("connected"));
        loop.call(() -> true);

        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        loop.execute(() -> {
            held.countDown();
            await(sent);
        });
        await(held);
        send(clients[0], "x");
        send(clients[1], "c");
        sent.countDown();
        await(reading);
        CompletableFuture.runAsync(() -> change.make(servers[1], attachment), lab.home()::execute).get(10, TimeUnit.SECONDS);
        changed.countDown();
        loop.call(() -> true);
        assertThat(holding.text()).isEqualTo("x");
        return second;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
