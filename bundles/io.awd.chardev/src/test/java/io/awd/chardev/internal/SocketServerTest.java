package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Writer;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketServerTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
    }

    @ParameterizedTest
    @EnumSource
    void readsAndWrites(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            Lab.Loop loop = lab.loop();
            Attachment attachment = server.attach(reader, loop);
            Socket client = lab.client(Lab.port(server));

            send(client, "ping");
            Lab.until(() -> reader.text().equals("ping"));
            attachment.write(bytes("pong")).toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("pong");
            assertThat(loop.call(() -> attachment.offer(bytes("pulse")))).isTrue();
            assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("pulse");
            client.close();

            Lab.until(() -> reader.told.size() == 2);
            assertThat(reader.told).containsExactly("connected", "disconnected");
            Thread own = loop.call(Thread::currentThread);
            assertThat(reader.threads).allMatch(own::equals);
            SocketStatus status = server.status();
            assertThat(status.bytesIn()).isEqualTo(4);
            assertThat(status.bytesOut()).isEqualTo(9);
            assertThat(status.connections()).isEqualTo(1);
            assertThat(status.connected()).isFalse();
            assertThat(status.frontendOpen()).isTrue();
        }
    }

    /** What fills the buffer once or several times is read at once, and so is what comes next. */
    @ParameterizedTest
    @EnumSource
    void readsHoweverMuchHasPiledUp(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            Lab.Loop loop = lab.loop();
            server.attach(reader, loop);
            Socket client = lab.client(Lab.port(server));
            Lab.until(() -> reader.told.size() == 1);
            byte[] sent = new byte[6 * ReadBuffers.SIZE];
            new Random(1).nextBytes(sent);
            int from = 0;
            for (int length : new int[] {1, ReadBuffers.SIZE - 1, ReadBuffers.SIZE, 1, ReadBuffers.SIZE + 1, 2 * ReadBuffers.SIZE, 34}) {
                CountDownLatch written = new CountDownLatch(1);
                Future<?> held = loop.netty().submit(() -> written.await(5, TimeUnit.SECONDS));
                long before = System.nanoTime();
                client.getOutputStream().write(sent, from, length);
                written.countDown();
                held.get(5, TimeUnit.SECONDS);
                from += length;
                byte[] soFar = Arrays.copyOf(sent, from);
                Lab.until(() -> Arrays.equals(reader.bytes(), soFar));
                assertThat(reader.nanos - before).as("ns from before the write until the bytes were read").isPositive();
            }
            assertThat(server.status().bytesIn()).isEqualTo(from);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tellsAReaderThatAPeerIsThereAlready(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Socket client = lab.client(Lab.port(server));
            send(client, "thrown away");
            Lab.until(() -> server.status().bytesIn() == 11);
            Listener reader = new Listener();
            server.attach(reader, lab.loop());
            Lab.until(() -> reader.told.contains("connected"));

            send(client, "read");

            Lab.until(() -> !reader.text().isEmpty());
            assertThat(reader.text()).isEqualTo("read");
        }
    }

    /** Each connection goes on where the one before it ended. */
    @ParameterizedTest
    @EnumSource
    void countsOverItsConnections(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            for (int i = 1; i <= 3; i++) {
                long all = 5L * i;
                Socket client = lab.client(Lab.port(server));
                send(client, "12345");
                Lab.until(() -> server.status().bytesIn() == all);
                client.close();
                Lab.until(() -> !server.status().connected());
                assertThat(server.status().bytesIn()).isEqualTo(all);
                assertThat(server.status().connections()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void drainsWithoutAReaderAndAfterOne(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Socket client = lab.client(Lab.port(server));
            Listener first = new Listener();
            Attachment attachment = server.attach(first, lab.loop());
            send(client, "one");
            Lab.until(() -> first.text().equals("one"));
            attachment.close();

            byte[] much = new byte[4 << 20];
            client.getOutputStream().write(much);
            Lab.until(() -> server.status().bytesIn() == much.length + 3);
            Listener second = new Listener();
            server.attach(second, lab.loop());
            send(client, "two");

            Lab.until(() -> second.text().equals("two"));
            assertThat(first.text()).isEqualTo("one");
            assertThat(first.told).containsExactly("connected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesTheNextClientWithWhatItQueuedWhenTheFirstLeaves(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            server.attach(reader, lab.loop());
            int port = Lab.port(server);
            Socket first = lab.client(port);
            Lab.until(server::connected);
            Socket second = lab.client(port);
            send(second, "second ");
            Socket third = lab.client(port);
            send(third, "third");
            send(first, "first ");
            Lab.until(() -> reader.text().equals("first "));

            first.close();
            Lab.until(() -> reader.text().equals("first second "));
            second.close();
            Lab.until(() -> reader.text().equals("first second third"));

            assertThat(reader.told).containsExactly("connected", "disconnected", "connected", "disconnected", "connected");
            assertThat(server.status().connections()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatAWaitingClientLeftBehind(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            server.attach(reader, lab.loop());
            Socket first = lab.client(Lab.port(server));
            Lab.until(server::connected);
            Socket second = lab.client(Lab.port(server));
            send(second, "testament");
            second.close();

            first.close();

            Lab.until(() -> reader.told.size() == 4);
            assertThat(reader.text()).isEqualTo("testament");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWaitingClientReplacesASilentOneOnly(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            Attachment attachment = server.attach(reader, lab.loop());
            Socket first = lab.client(Lab.port(server));
            Lab.until(server::connected);
            attachment.patience(1000);
            Socket second = lab.client(Lab.port(server));
            send(second, "taken over");

            long began = System.nanoTime();
            for (int i = 0; TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) < 1500; i++) {
                send(first, "x");
                Thread.sleep(20);
            }
            assertThat(reader.told).containsExactly("connected");
            long silent = System.nanoTime();
            Lab.until(() -> reader.text().endsWith("taken over"));

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - silent)).isBetween(700L, 10_000L);
            assertThat(reader.told).containsExactly("connected", "disconnected", "connected");
            assertThat(first.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutPatienceASilentClientStays(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            Attachment attachment = server.attach(reader, lab.loop());
            Socket first = lab.client(Lab.port(server));
            Lab.until(server::connected);
            attachment.patience(50);
            attachment.patience(0);
            send(lab.client(Lab.port(server)), "never read");
            // that something does not happen can only be seen by waiting for longer than it would take
            Thread.sleep(200);

            send(first, "still here");

            Lab.until(() -> reader.text().equals("still here"));
            assertThat(reader.told).containsExactly("connected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHalfCloseIsADisconnect(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            server.attach(reader, lab.loop());
            Socket client = lab.client(Lab.port(server));
            send(client, "last");

            client.shutdownOutput();

            Lab.until(() -> reader.told.size() == 2);
            assertThat(reader.text()).isEqualTo("last");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server.connected()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetIsADisconnect(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener();
            server.attach(reader, lab.loop());
            Socket client = lab.client(Lab.port(server));
            Lab.until(() -> reader.told.size() == 1);

            client.setSoLinger(true, 0);
            client.close();

            Lab.until(() -> reader.told.size() == 2);
            Lab.until(() -> server.status().lastError().equals("Connection reset"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsReadingWhenTheReaderWantsNothing(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Lab.Loop loop = lab.loop();
            Attachment[] own = new Attachment[1];
            Listener reader = new Listener() {
                @Override
                public void received(ByteBuffer buffer, long nanos) {
                    super.received(buffer, nanos);
                    if (text().equals("a")) {
                        own[0].reading(false);
                    }
                }
            };
            own[0] = server.attach(reader, loop);
            Socket client = lab.client(Lab.port(server));
            send(client, "a");
            Lab.until(() -> reader.text().equals("a"));
            loop.call(() -> true);
            send(client, "b");
            client.shutdownOutput();
            if (transport == Transport.EPOLL) {
                Lab.until(() -> reader.told.size() == 2);
            } else {
                assertThat(reader.text()).isEqualTo("a");
            }
            own[0].reading(true);

            Lab.until(() -> reader.text().equals("ab"));
            Lab.until(() -> reader.told.size() == 2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailingReaderCostsItsConnectionOnly(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Listener reader = new Listener() {
                @Override
                public void received(ByteBuffer buffer, long nanos) {
                    super.received(buffer, nanos);
                    if (text().endsWith("bad")) {
                        throw new IllegalStateException("cannot read this");
                    }
                }
            };
            server.attach(reader, lab.loop());
            Socket client = lab.client(Lab.port(server));
            send(client, "bad");

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            send(lab.client(Lab.port(server)), "good");

            Lab.until(() -> reader.text().equals("badgood"));
            assertThat(reader.told).containsExactly("connected", "disconnected", "connected");
            assertThat(CapturedLog.lines("WARN chardev c: its reader failed")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isHeldAloneOrShared(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Writer one = server.writer();
            Writer two = server.writer();
            assertThatThrownBy(() -> server.attach(new Listener(), lab.loop())).hasMessage("Device 'c' is in use");
            one.close();
            one.close();
            assertThatThrownBy(() -> server.attach(new Listener(), lab.loop())).hasMessage("Device 'c' is in use");
            two.close();
            Attachment alone = server.attach(new Listener(), lab.loop());
            assertThatThrownBy(server::writer).hasMessage("Device 'c' is in use");
            assertThatThrownBy(() -> server.attach(new Listener(), lab.loop())).hasMessage("Device 'c' is in use");
            alone.close();
            server.writer().close();
            assertThat(server.status().frontendOpen()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingFreesEverythingBeforeItReturns(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            for (int round = 0; round < 200; round++) {
                SocketChardev server = lab.socket(Lab.server(""));
                Listener reader = new Listener();
                server.attach(reader, lab.loop());
                int port = Lab.port(server);
                Socket served = lab.client(port);
                Lab.until(() -> reader.told.size() == 1);
                Socket waiting = lab.client(port);

                server.close();
                server.close();

                assertThat(reader.told).containsExactly("connected", "disconnected");
                SocketChardev again = lab.socket("host=127.0.0.1,server,nowait,port=" + port);
                assertThat(served.getInputStream().read()).isEqualTo(-1);
                assertThat(endOf(waiting)).isTrue();
                again.close();
            }
        }
    }

    private static boolean endOf(Socket socket) {
        try {
            return socket.getInputStream().read() == -1;
        } catch (IOException reset) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepAliveFollowsPatience(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(Lab.server(""));
            Attachment attachment = server.attach(new Listener(), lab.loop());
            attachment.patience(9000);
            lab.client(Lab.port(server));
            Lab.until(server::connected);
            var config = server.current().orElseThrow().channel().config();
            var keepAlive = io.netty.channel.ChannelOption.SO_KEEPALIVE;
            Lab.until(() -> config.getOption(keepAlive));
            if (transport == Transport.EPOLL) {
                Lab.until(() -> config.getOption(io.netty.channel.epoll.EpollChannelOption.TCP_USER_TIMEOUT) == 9000);
                Lab.until(() -> config.getOption(io.netty.channel.epoll.EpollChannelOption.TCP_KEEPIDLE) == 9);
            }
            attachment.patience(0);
            if (transport == Transport.EPOLL) {
                Lab.until(() -> config.getOption(io.netty.channel.epoll.EpollChannelOption.TCP_USER_TIMEOUT) == 0);
                Lab.until(() -> config.getOption(io.netty.channel.epoll.EpollChannelOption.TCP_KEEPIDLE) == 5);
            }
            assertThat(config.getOption(keepAlive)).isTrue();
        }
    }
}
