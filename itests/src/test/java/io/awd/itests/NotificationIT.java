package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notification node is a monitor that does what the script says: a real QEMU's, or another AWD's. */
class NotificationIT {
    @TempDir
    private Path folder;
    private int heartbeat;

    @BeforeEach
    void choose() {
        heartbeat = SocketTable.freePort();
    }

    private List<String> options(int monitor, String script) throws IOException {
        Path file = Files.writeString(folder.resolve("opt-script"), script);
        return List.of("-chardev", "socket,id=h1,host=127.0.0.1,port=" + heartbeat + ",server=on,wait=off",
                "-chardev", "socket,id=monitor,host=127.0.0.1,port=" + monitor,
                "-object", "advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=monitor,opt_script=" + file
                        + ",pulse_interval=200,timeout=1000");
    }

    private static void alive(Awd awd) {
        Eventually.holds(() -> assertThat(ShellSocket.of(awd).ask("qom-get heart1 state")).isEqualTo("alive"));
    }

    @Test
    void aScriptResetsARealQemuAtEachExpiry() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = Awd.start(folder, options(qemu.monitorPort(), "system_reset\n"));
                SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            for (int expiries = 1; expiries <= 2; expiries++) {
                int resets = expiries;
                peer.speak();
                alive(awd);
                assertThat(qemu.qmp().events("RESET")).isEqualTo(resets - 1);
                peer.silence();
                Eventually.holds(() -> assertThat(qemu.qmp().events("RESET")).isEqualTo(resets));
            }
            assertThat(qemu.process().isAlive()).isTrue();
        }
    }

    @Test
    void aScriptOfSeveralLinesEndsARealQemu() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = Awd.start(folder, options(qemu.monitorPort(), "system_reset\nstop\nquit\n"));
                SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            peer.silence();
            assertThat(qemu.process().waitFor(30, TimeUnit.SECONDS)).as("QEMU is gone").isTrue();
            assertThat(qemu.process().exitValue()).isZero();
            Eventually.holds(() -> assertThat(List.of(qemu.qmp().events("RESET"), qemu.qmp().events("STOP"))).containsOnly(1L));
            Eventually.holds(() -> assertThat(awd.ask("info chardev")).contains("monitor: filename=disconnected:tcp:127.0.0.1:" + qemu.monitorPort()));
            assertThat(ShellSocket.of(awd).ask("qom-get heart1 state")).isEqualTo("expired");
        }
    }

    @Test
    void aScriptIsExecutedByTheMonitorOfAnotherAwd() throws Exception {
        int monitor = SocketTable.freePort();
        String script = """
                object_del doomed
                qom-set /objects/victim timeout 1234
                qom_set victim pulse_interval 4321
                object-add iothread,id=made""";
        try (Awd told = Awd.start(Files.createDirectory(folder.resolve("told")), List.of("-monitor", "tcp:127.0.0.1:" + monitor + ",server,nowait",
                "-object", "iothread,id=doomed", "-chardev", "null,id=n", "-object", "advanced-watchdog,id=victim,awd_node=n"));
                Awd awd = Awd.start(folder, options(monitor, script + "\n")); SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            peer.silence();
            ShellSocket shell = ShellSocket.of(told);
            Eventually.holds(() -> assertThat(shell.ask("info objects")).contains("made").doesNotContain("doomed"));
            assertThat(shell.number("victim", "timeout")).isEqualTo(1234);
            assertThat(shell.number("victim", "pulse_interval")).isEqualTo(4321);
        }
    }
}
