package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import io.awd.api.object.TypeDescription;
import io.netty.channel.socket.SocketChannelConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

class SocketOptionsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "host=127.0.0.1 | chardev: socket: no port given",
            "server,nowait | chardev: socket: no port given",
            "host=127.0.0.1,port=abc | address resolution failed for 127.0.0.1:abc: Servname not supported for ai_socktype",
            "host=127.0.0.1,port=70000,server,nowait | address resolution failed for 127.0.0.1:70000: Servname not supported for ai_socktype",
            "host=127.0.0.1,port=-1 | address resolution failed for 127.0.0.1:-1: Servname not supported for ai_socktype",
            "host=no.such.host.invalid,port=1 | address resolution failed for no.such.host.invalid:1: Name or service not known",
            "host=127.0.0.1,port=1,ipv6=on | address resolution failed for 127.0.0.1:1: Address family for hostname not supported",
            "host=127.0.0.1,port=1,ipv4=off,ipv6=off | Cannot disable IPv4 and IPv6 at same time",
            "host=127.0.0.1,port=1,path=/p | None or one of 'path', 'fd' or 'host' option required.",
            "path=/nosuch/p | Failed to connect to '/nosuch/p': No such file or directory",
            "path=/nosuch/p,server,nowait | Failed to bind socket to /nosuch/p: No such file or directory",
            "host=192.0.2.1,port=0,server,nowait | Failed to bind socket: Cannot assign requested address",
            "host=127.0.0.1,port=1,wait=off | 'wait' option is incompatible with socket in client connect mode",
            "host=127.0.0.1,port=0,server,nowait,reconnect=1 | 'reconnect' option is incompatible with socket in server listen mode",
    })
    void refusesWithQemusWords(String options, String message) throws Exception {
        for (Transport transport : Transport.values()) {
            try (Lab lab = new Lab(transport)) {
                assertThatThrownBy(() -> lab.socket(options)).as(transport.name()).isInstanceOf(AwdException.class).hasMessage(message);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAServerThatIsNotThere(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            int port = Lab.freePort();

            assertThatThrownBy(() -> lab.socket("host=127.0.0.1,port=" + port))
                    .hasMessage("Failed to connect to '127.0.0.1:" + port + "': Connection refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void triesTheNextAddressOfAName(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport); ServerSocket peer = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            assertThat(lab.socket("host=localhost,port=" + peer.getLocalPort()).connected()).isTrue();
            assertThat(lab.socket("host=localhost,ipv4=on,port=" + peer.getLocalPort()).connected()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ipv4OnlyListensOnAllOfIpv4(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket("host=,port=0,ipv4=on,server,nowait");
            lab.closing(new Socket("127.0.0.1", Lab.port(server)));
            Lab.until(server::connected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAPortInUse(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            int port = Lab.port(lab.socket(Lab.server("")));

            assertThatThrownBy(() -> lab.socket("host=127.0.0.1,server,nowait,port=" + port))
                    .hasMessage("Failed to find an available port: Address already in use");
        }
    }

    @ParameterizedTest
    @EnumSource
    void triesTheNextPortsUpToTo(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            int port = Lab.port(lab.socket(Lab.server("")));

            SocketChardev second = lab.socket("host=127.0.0.1,server,nowait,port=" + port + ",to=" + Math.min(65535, port + 50));

            assertThat(Lab.port(second)).isGreaterThan(port);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyHostListensOnAllAddresses(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket("host=,port=0,server,nowait");
            int port = Lab.port(server);
            assertThat(server.filename()).isEqualTo("disconnected:tcp:0.0.0.0:" + port + ",server=on");

            Socket client = lab.closing(new Socket("127.0.0.1", port));

            Lab.until(server::connected);
            assertThat(server.filename()).isEqualTo("tcp:127.0.0.1:" + port + ",server=on <-> 127.0.0.1:" + client.getLocalPort());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyHostOfAClientIsLocalhost(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport);
                ServerSocket peer = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            SocketChardev client = lab.socket("host=,port=" + peer.getLocalPort());

            assertThat(client.connected()).isTrue();
            assertThat(client.filename()).matches("tcp:127\\.0\\.0\\.1:\\d+ <-> 127\\.0\\.0\\.1:" + peer.getLocalPort());
        }
    }

    @ParameterizedTest
    @CsvSource({"'',true", "',nodelay',true", "',nodelay=on',true", "',nodelay=off',false", "',delay=on',false", "',delay=off',true"})
    void delayIsOffUnlessAskedFor(String option, boolean nodelay) throws Exception {
        try (Lab lab = new Lab(Transport.EPOLL)) {
            SocketChardev server = lab.socket(Lab.server(option));
            lab.client(Lab.port(server));
            Lab.until(server::connected);

            SocketChannelConfig config = (SocketChannelConfig) server.current().orElseThrow().channel().config();
            assertThat(config.isTcpNoDelay()).isEqualTo(nodelay);
        }
    }

    @Test
    void isDescribed() {
        TypeDescription type = new SocketType().description();

        assertThat(type.name()).isEqualTo("socket");
        assertThat(type.property("reconnect").orElseThrow().unit()).isEqualTo("s");
        assertThat(type.attribute("bytes-in")).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void waitBlocksUntilTheFirstClient(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            int port = Lab.freePort();
            Thread late = new Thread(() -> {
                try {
                    Lab.until(() -> !CapturedLog.lines("waiting for connection on: disconnected:tcp:127.0.0.1:" + port).isEmpty());
                    lab.client(port);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            late.start();

            SocketChardev server = lab.socket("host=127.0.0.1,server,port=" + port, 0);

            assertThat(server.connected()).isTrue();
            late.join();
            assertThat(CapturedLog.lines("INFO waiting for connection on: disconnected:tcp:127.0.0.1:" + port + ",server=on")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitEndsAtTheLimitAndFreesThePort(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            int port = Lab.freePort();

            assertThatThrownBy(() -> lab.socket("host=127.0.0.1,server=on,wait=on,port=" + port, 50))
                    .hasMessage("no connection on disconnected:tcp:127.0.0.1:" + port + ",server=on within 50 ms");

            assertThat(Lab.port(lab.socket("host=127.0.0.1,server,nowait,port=" + port))).isEqualTo(port);
        }
    }

    @Test
    void waitCanBeInterrupted() throws Exception {
        try (Lab lab = new Lab(Transport.EPOLL)) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> lab.socket("host=127.0.0.1,server,port=0", 0)).isInstanceOf(AwdException.class)
                    .hasMessageStartingWith("interrupted while waiting for connection on: disconnected:tcp:127.0.0.1:");

            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
