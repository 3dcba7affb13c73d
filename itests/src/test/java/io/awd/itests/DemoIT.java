package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo of the design: two hosts watch each other, each tells its own monitor what to do when the other falls silent. */
class DemoIT {
    private static final String PRIMARY = "127.0.0.3";
    private static final String SECONDARY = "127.0.0.8";
    /** Not one line that is like another, bytes that a careless reader would change, and no newline at the end. */
    private static final byte[] PRIMARY_SCRIPT = "x_colo_lost_heartbeat\r\n\n# für alle\tdrive_del replication0\n\0\u00ff\u0001end".getBytes(StandardCharsets.UTF_8);
    private static final String SECONDARY_SCRIPT = "object_add iothread,id=taken_over\n# the end\n";
    @TempDir
    private Path folder;
    private Relay primaryMonitor;
    private Relay heartbeat;
    private Relay secondaryMonitor;
    private int h1;
    private int monitor;
    private int starts;

    @BeforeEach
    void listen() {
        h1 = SocketTable.freePort();
        monitor = SocketTable.freePort();
        primaryMonitor = Relay.listening(PRIMARY);
        heartbeat = Relay.relaying(PRIMARY, h1);
        secondaryMonitor = Relay.relaying(SECONDARY, monitor);
    }

    @AfterEach
    void close() {
        primaryMonitor.close();
        heartbeat.close();
        secondaryMonitor.close();
    }

    private Awd primary(String times) throws IOException {
        Path own = Files.createDirectory(folder.resolve("primary" + starts++));
        Files.write(own.resolve("colo_opt_script_path"), PRIMARY_SCRIPT);
        return Awd.start(own, List.of(
                "-chardev", "socket,id=h1,host=" + PRIMARY + ",port=" + h1 + ",server,nowait",
                "-chardev", "socket,id=heartbeat0,host=" + PRIMARY + ",port=" + primaryMonitor.port(),
                "-object", "iothread,id=iothread1",
                "-object", "advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=heartbeat0,"
                        + "opt_script=colo_opt_script_path,iothread=iothread1," + times));
    }

    private Awd secondary(String times) throws IOException {
        Path own = Files.createDirectory(folder.resolve("secondary" + starts++));
        Files.writeString(own.resolve("colo_secondary_opt_script"), SECONDARY_SCRIPT);
        return Awd.start(own, List.of(
                "-monitor", "tcp:" + SECONDARY + ":" + monitor + ",server,nowait",
                "-chardev", "socket,id=h1,host=" + PRIMARY + ",port=" + heartbeat.port() + ",reconnect=1",
                "-chardev", "socket,id=heart1,host=" + SECONDARY + ",port=" + secondaryMonitor.port(),
                "-object", "iothread,id=iothread1",
                "-object", "advanced-watchdog,id=heart1,server=off,awd_node=h1,notification_node=heart1,"
                        + "opt_script=colo_secondary_opt_script,iothread=iothread1," + times));
    }

    private static void comesTo(Awd awd, String state, int expiries, int recoveries) {
        ShellSocket shell = ShellSocket.of(awd);
        Eventually.holds(() -> assertThat(shell.ask("qom-get /objects/heart1 state")).isEqualTo(state));
        assertThat(shell.number("heart1", "expiries")).isEqualTo(expiries);
        assertThat(shell.number("heart1", "recoveries")).isEqualTo(recoveries);
        String[] row = shell.ask("info watchdogs").lines().filter(line -> line.startsWith("heart1 ")).findFirst().orElseThrow().split("\\s+");
        assertThat(row).startsWith("heart1", state);
    }

    private static byte[] times(int n, byte[] script) {
        return new String(script, StandardCharsets.ISO_8859_1).repeat(n).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void primaryHasSent(int scripts) {
        Eventually.holds(() -> assertThat(primaryMonitor.last().fromClient().bytes()).isEqualTo(times(scripts, PRIMARY_SCRIPT)));
    }

    private void secondaryHasSent(int scripts) {
        Eventually.holds(() -> assertThat(secondaryMonitor.last().fromClient().text()).isEqualTo(SECONDARY_SCRIPT.repeat(scripts)));
    }

    private static long millis(Recording last, Recording script) {
        return TimeUnit.NANOSECONDS.toMillis(script.lastNanos() - last.lastNanos());
    }

    @Test
    void theDemoRunsAsItIsPasted() throws IOException {
        String primaryTimes = "pulse_interval=1000,timeout=5000";
        String secondaryTimes = "timeout=10000";
        try (Awd primary = primary(primaryTimes)) {
            try (Awd secondary = secondary(secondaryTimes)) {
                framesAreByteExact();
                comesTo(primary, "alive", 0, 0);
                comesTo(secondary, "alive", 0, 0);
                secondary.kill();
            }
            primaryHasSent(1);
            assertThat(millis(heartbeat.last().fromClient(), primaryMonitor.last().fromClient())).isBetween(4999L, 20_000L);
            comesTo(primary, "expired", 1, 0);
            try (Awd back = secondary(secondaryTimes)) {
                comesTo(primary, "alive", 1, 1);
                primaryHasSent(1);
                back.kill();
            }
            primaryHasSent(2);
            try (Awd back = secondary(secondaryTimes)) {
                comesTo(primary, "alive", 2, 2);
                comesTo(back, "alive", 0, 0);
                primary.kill();
                secondaryHasSent(1);
                assertThat(millis(heartbeat.last().fromServer(), secondaryMonitor.last().fromClient())).isBetween(9999L, 25_000L);
                Eventually.holds(() -> assertThat(back.ask("info objects")).contains("taken_over"));
                try (Awd primaryAgain = primary(primaryTimes)) {
                    comesTo(back, "alive", 1, 1);
                    comesTo(primaryAgain, "alive", 0, 0);
                    secondaryHasSent(1);
                }
            }
        }
        assertThat(primaryMonitor.lines()).hasSize(2);
        assertThat(primaryMonitor.last().fromClient().bytes()).as("what the second primary, which never expired, sent").isEmpty();
    }

    /** The primary asks and never answers; the secondary begins with a pulse and answers each of the primary's. */
    private void framesAreByteExact() {
        Eventually.holds(() -> assertThat(Frames.of(heartbeat.last().fromServer())).hasSizeGreaterThanOrEqualTo(3));
        Eventually.holds(() -> assertThat(Frames.of(heartbeat.last().fromClient()).stream().filter("reply"::equals).count()).isGreaterThanOrEqualTo(3));
        List<String> secondary = Frames.of(heartbeat.last().fromClient());
        List<String> primary = Frames.of(heartbeat.last().fromServer());
        assertThat(primary).containsOnly("pulse");
        assertThat(secondary).containsOnly("pulse", "reply").startsWith("pulse");
        assertThat(secondary.stream().filter("reply"::equals).count()).isLessThanOrEqualTo(primary.size());
        assertThat(heartbeat.lines()).hasSize(1);
    }

    @Test
    void theSecondaryFiresAgainAtEachSilenceOfThePrimary() throws IOException {
        String times = "pulse_interval=200,timeout=1500";
        try (Awd secondary = secondaryWithPrimary(times)) {
            secondaryHasSent(1);
            comesTo(secondary, "expired", 1, 0);
            try (Awd primary = primary(times)) {
                comesTo(secondary, "alive", 1, 1);
                comesTo(primary, "alive", 0, 0);
                primary.kill();
            }
            secondaryHasSent(2);
            comesTo(secondary, "expired", 2, 1);
            assertThat(secondary.ask("info watchdogs heart1")).contains("no message for");
        }
    }

    private Awd secondaryWithPrimary(String times) throws IOException {
        try (Awd primary = primary(times)) {
            Awd secondary = secondary(times);
            try {
                comesTo(secondary, "alive", 0, 0);
                primary.kill();
                return secondary;
            } catch (AssertionError e) {
                secondary.close();
                throw e;
            }
        }
    }

    /** A pulse interval that outlasts every bound of this test: only what is sent on connect can come. */
    @Test
    void theFirstPulseGoesOutAtOnceOnConnect() throws IOException {
        try (Relay peer = Relay.listening(PRIMARY);
                Awd awd = Awd.start(folder, List.of("-chardev", "socket,id=s,host=" + PRIMARY + ",port=" + h1 + ",server=on,wait=off",
                        "-chardev", "socket,id=c,host=" + PRIMARY + ",port=" + peer.port(),
                        "-object", "advanced-watchdog,id=server,server=on,awd_node=s,pulse_interval=600000",
                        "-object", "advanced-watchdog,id=client,server=off,awd_node=c,pulse_interval=600000"))) {
            Eventually.holds(() -> assertThat(peer.last().fromClient().bytes()).isEqualTo(Frames.PULSE));
            for (int i = 0; i < 3; i++) {
                try (Socket client = new Socket(InetAddress.getByName(PRIMARY), h1)) {
                    client.setSoTimeout(30_000);
                    assertThat(client.getInputStream().readNBytes(Frames.PULSE.length)).isEqualTo(Frames.PULSE);
                }
            }
            peer.last().toClient().write(Frames.PULSE);
            Eventually.holds(() -> assertThat(Frames.of(peer.last().fromClient())).containsExactly("pulse", "reply"));
            peer.last().toClient().write(Frames.REPLY);
            Eventually.holds(() -> assertThat(ShellSocket.of(awd).number("client", "messages")).isEqualTo(2));
            assertThat(Frames.of(peer.last().fromClient())).as("a reply is not answered").containsExactly("pulse", "reply");
        }
    }
}
