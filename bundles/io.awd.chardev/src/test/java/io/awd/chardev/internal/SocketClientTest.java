package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketClientTest {
    private static final byte[] COMMAND = "x-colo-lost-heartbeat\n".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource
    void connectsWhenItIsMade(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            ServerSocket peer = lab.server();

            SocketChardev client = lab.socket("host=127.0.0.1,port=" + peer.getLocalPort());

            Socket accepted = lab.closing(peer.accept());
            assertThat(client.filename()).isEqualTo("tcp:127.0.0.1:" + accepted.getPort() + " <-> 127.0.0.1:" + peer.getLocalPort());
            client.writer().write(COMMAND).toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(accepted.getInputStream().readNBytes(COMMAND.length)).isEqualTo(COMMAND);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutReconnectItNeverTriesAgain(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            ServerSocket peer = lab.server();
            SocketChardev client = lab.socket("host=127.0.0.1,port=" + peer.getLocalPort());
            Listener reader = new Listener();
            client.attach(reader, lab.loop());
            Lab.until(() -> reader.told.size() == 1);

            peer.accept().close();

            Lab.until(() -> reader.told.size() == 2);
            assertThat(client.filename()).isEqualTo("disconnected:tcp:127.0.0.1:" + peer.getLocalPort());
            peer.setSoTimeout(300);
            org.assertj.core.api.Assertions.assertThatThrownBy(peer::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reconnectTriesAgainAndSaysSoOnce(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            int port = Lab.freePort();
            SocketChardev client = lab.socket("reconnect=1,host=127.0.0.1,port=" + port);
            String complaint = "WARN Unable to connect character device c: Failed to connect to '127.0.0.1:" + port + "': Connection refused";
            Listener reader = new Listener();
            client.attach(reader, lab.loop());
            Lab.until(() -> !CapturedLog.lines(complaint).isEmpty());
            assertThat(client.connected()).isFalse();
            long began = System.nanoTime();
            Lab.until(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) > 1200);

            ServerSocket peer = lab.closing(new ServerSocket(port, 5, InetAddress.getLoopbackAddress()));
            peer.setSoTimeout(10_000);
            Socket first = peer.accept();
            Lab.until(() -> reader.told.size() == 1);
            long left = System.nanoTime();
            first.close();
            Socket second = lab.closing(peer.accept());

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - left)).isBetween(900L, 5000L);
            Lab.until(() -> reader.told.size() == 3);
            assertThat(CapturedLog.lines(complaint)).hasSize(1);
            assertThat(client.status().lastError()).contains("Connection refused");
            assertThat(second.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatIsUnknownIsTriedAgainToo(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev client = lab.socket("reconnect=1,host=no.such.host.invalid,port=1");

            Lab.until(() -> client.status().lastError().equals("address resolution failed for no.such.host.invalid:1: Name or service not known"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void disconnectEndsTheConnectionAndReconnectMakesANewOne(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            ServerSocket peer = lab.server();
            SocketChardev client = lab.socket("reconnect=1,host=127.0.0.1,port=" + peer.getLocalPort());
            Listener reader = new Listener();
            Attachment attachment = client.attach(reader, lab.loop());
            Socket first = lab.closing(peer.accept());
            Lab.until(() -> reader.told.size() == 1);

            attachment.disconnect();

            Lab.until(() -> reader.told.size() == 2);
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            lab.closing(peer.accept());
            Lab.until(() -> reader.told.size() == 3);
        }
    }

    /** QEMU's monitor drops a command whose sender is gone when it looks. */
    @ParameterizedTest
    @EnumSource
    void closingLeavesThePeerTimeToReadTheCommand(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            ServerSocket peer = lab.server();
            SocketChardev client = lab.socket("host=127.0.0.1,port=" + peer.getLocalPort());
            Socket monitor = lab.closing(peer.accept());
            Writer writer = client.writer();
            writer.write(COMMAND).toCompletableFuture().get(5, TimeUnit.SECONDS);
            writer.close();
            Thread closing = new Thread(client::close);
            closing.start();

            byte[] all = monitor.getInputStream().readAllBytes();
            assertThat(all).isEqualTo(COMMAND);
            assertThat(closing.isAlive()).as("the connection is still open").isTrue();
            monitor.getOutputStream().write(COMMAND);
            monitor.close();
            closing.join(5000);
            assertThat(closing.isAlive()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingWaitsOnlySoLongForAPeerThatDoesNothing(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            ServerSocket peer = lab.server();
            SocketChardev client = lab.socket("host=127.0.0.1,port=" + peer.getLocalPort());
            lab.closing(peer.accept());
            client.writer().write(new byte[Writer.LIMIT]);
            long began = System.nanoTime();

            client.close();

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isBetween(500L, 2500L);
        }
    }
}
