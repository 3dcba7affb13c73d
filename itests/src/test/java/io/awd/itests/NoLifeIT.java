package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reaches a heartbeat's socket and is no heartbeat, where the protocol is named. */
class NoLifeIT {
    private static final Map<String, String> NOISE = new LinkedHashMap<>();
    private static final byte[] LINE = "WATCHDOG=1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 2000;
    private static final int END_MILLIS = 20_000;

    static {
        NOISE.put("boot", "[    0.000000] Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0)\r\n"
                + "[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro console=ttyS0\r\n"
                + "[    0.004000] watchdog: Delayed init of the lockup detector failed: -19\r\n"
                + "[    1.318403] systemd[1]: Set hostname to <guest>.\r\n\r\nDebian GNU/Linux 12 guest ttyS0\r\n\r\nguest login: ");
        NOISE.put("seabios", "\u001bc\u001b[?7l\u001b[2J\u001b[0mSeaBIOS (version 1.16.2-debian-1.16.2-1)\r\n\r\n\r\n"
                + "iPXE (http://ipxe.org) 00:03.0 CA00 PCI2.10 PnP PMM+07FD1040+07F31040 CA00\r\n\r\n\r\nBooting from Hard Disk...\r\n");
        NOISE.put("http", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n\r\n");
        NOISE.put("scan", "");
        NOISE.put("reset", "");
    }

    @TempDir
    private Path folder;

    /** Every kind of noise, again and again on connections of its own, first before anybody was heard and then until each has fired. */
    @Test
    void aBootLogABiosAnHttpRequestAndAPortScanNeitherWakeAWatchdogNorKeepItAlive() throws Exception {
        Watched watched = Watched.in(folder);
        for (String protocol : List.of("awd", "notify")) {
            NOISE.keySet().forEach(kind -> watched.with(protocol + "-" + kind, "protocol=" + protocol + ",pulse_interval=200,timeout=1500"));
        }
        try (Awd awd = watched.start()) {
            ShellSocket shell = ShellSocket.of(awd);
            Set<String> ids = watched.ids();
            for (String id : ids) {
                disturb(watched, id);
                assertThat(shell.number(id, "messages")).as(id).isZero();
                assertThat(shell.ask("qom-get " + id + " state")).as(id).isEqualTo("waiting");
            }
            for (String id : ids) {
                send(watched.port(id), id.startsWith("awd") ? Frames.PULSE : LINE);
            }
            ids.forEach(id -> Watched.reaches(shell, id, "alive"));
            disturbUntilAllFired(shell, watched);
            for (String id : ids) {
                assertThat(shell.number(id, "messages")).as("messages of %s; %s", id, awd.log()).isEqualTo(1);
                assertThat(shell.number(id, "expiries")).as(id).isEqualTo(1);
                send(watched.port(id), id.startsWith("awd") ? Frames.PULSE : LINE);
            }
            ids.forEach(id -> Eventually.holds(() -> assertThat(shell.number(id, "recoveries")).as(id).isEqualTo(1)));
        }
    }

    private static void disturbUntilAllFired(ShellSocket shell, Watched watched) throws IOException {
        for (int i = 0; i < ROUNDS && watched.fired().size() < watched.ids().size(); i++) {
            for (String id : watched.ids()) {
                disturb(watched, id);
            }
        }
        assertThat(watched.fired()).containsExactlyInAnyOrderElementsOf(watched.ids());
        watched.ids().forEach(id -> assertThat(shell.ask("qom-get " + id + " state")).as(id).isEqualTo("expired"));
    }

    private static void disturb(Watched watched, String id) throws IOException {
        String kind = id.substring(id.indexOf('-') + 1);
        switch (kind) {
            case "scan" -> connect(watched.port(id)).close();
            case "reset" -> {
                try (Socket socket = connect(watched.port(id))) {
                    socket.setSoLinger(true, 0);
                }
            }
            default -> send(watched.port(id), NOISE.get(kind).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), port);
    }

    /** Its end comes only after all was read, or when the connection was refused for what was in it. */
    private static void send(int port, byte[] bytes) throws IOException {
        try (Socket socket = connect(port)) {
            socket.setSoTimeout(END_MILLIS);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // a pulse
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|not connected).*");
        }
    }
}
