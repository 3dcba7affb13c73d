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

/** A script's lines on a real QEMU's human monitor, each with its answer. */
class HmpNotifierIT {
    @TempDir
    private Path folder;
    private int heartbeat;

    @BeforeEach
    void choose() {
        heartbeat = SocketTable.freePort();
    }

    private Awd awd(int monitor, String script, String more) throws IOException {
        Path file = Files.writeString(folder.resolve("opt-script"), script);
        return Awd.start(folder, List.of("-chardev", "socket,id=h1,host=127.0.0.1,port=" + heartbeat + ",server=on,wait=off",
                "-chardev", "socket,id=mon0,host=127.0.0.1,port=" + monitor + ",reconnect=1",
                "-object", "notifier-hmp,id=hmp0,chardev=mon0,probe_interval=500",
                "-object", "advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=hmp0,opt_script=" + file
                        + ",pulse_interval=200,timeout=1000" + more));
    }

    private static void comes(Awd awd, String object, String property, String value) {
        Eventually.holds(() -> assertThat(ShellSocket.of(awd).ask("qom-get " + object + " " + property)).isEqualTo(value));
    }

    private static void ready(Awd awd) {
        comes(awd, "hmp0", "ready", "true");
    }

    private static void alive(Awd awd) {
        comes(awd, "heart1", "state", "alive");
    }

    private static String incident(Awd awd, int number) {
        ShellSocket shell = ShellSocket.of(awd);
        List<String> ids = shell.ask("info incidents heart1").lines().skip(1).map(line -> line.split("\\s+")[0]).toList();
        return ids.size() < number ? "" : shell.ask("info incidents " + ids.get(number - 1));
    }

    /** A QEMU whose human monitor is on a port that the test chooses, so that it can come back there. */
    private Process qemu(int port, String qmp) throws IOException {
        return new ProcessBuilder("qemu-system-x86_64", "-machine", "none", "-display", "none", "-nodefaults",
                "-monitor", "tcp:127.0.0.1:" + port + ",server=on,wait=off", "-qmp", "unix:" + folder.resolve(qmp) + ",server=on,wait=off")
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("qemu-out").toFile()).start();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor()).isZero();
    }

    private static void gone(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void linesAreExecutedInOrderAndAcknowledged() throws Exception {
        String script = "# freeze it with a fresh start\nsystem_reset\nstop\n\n# and let it go on\ncont\ninfo status\n";
        try (Qemu qemu = Qemu.start(folder); Awd awd = awd(qemu.monitorPort(), script, ""); SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            ready(awd);
            peer.silence();
            Eventually.holds(() -> assertThat(incident(awd, 1)).contains("ended"));
            assertThat(incident(awd, 1)).contains("hmp0 1 acknowledged").contains("hmp0 2 acknowledged").contains("hmp0 3 acknowledged")
                    .containsPattern("hmp0 4 acknowledged after \\d+ ms \\(VM status: running\\): info status");
            Eventually.holds(() -> assertThat(List.of(qemu.qmp().events("RESET"), qemu.qmp().events("STOP"), qemu.qmp().events("RESUME")))
                    .containsExactly(1L, 1L, 1L));
            assertThat(ShellSocket.of(awd).number("hmp0", "acknowledged")).isEqualTo(4);
        }
    }

    @Test
    void aLineThatQemuRefusesStopsTheRest() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = awd(qemu.monitorPort(), "stop\nnosuch\nquit\n", ""); SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            ready(awd);
            peer.silence();
            Eventually.holds(() -> assertThat(incident(awd, 1)).contains("ended"));
            assertThat(incident(awd, 1)).contains("hmp0 1 acknowledged").containsPattern("hmp0 2 failed .*unknown command: 'nosuch'").contains("hmp0 3 cancelled");
            comes(awd, "hmp0", "last_error", "unknown command: 'nosuch'");
            // the answer to this one comes after whatever else was sent
            qemu.qmp().execute("query-status");
            assertThat(qemu.qmp().events("STOP")).isEqualTo(1);
            assertThat(qemu.process().isAlive()).isTrue();
        }
    }

    @Test
    void aQemuThatWasKilledAndStartedAgainGetsTheNextScript() throws Exception {
        int port = SocketTable.freePort();
        Process first = qemu(port, "qmp1");
        Process second = null;
        try (QmpClient before = QmpClient.connect(folder.resolve("qmp1")); Awd awd = awd(port, "system_reset\n", ",notify_deadline=500");
                SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            ready(awd);
            peer.silence();
            Eventually.holds(() -> assertThat(before.events("RESET")).isEqualTo(1));
            gone(first);
            comes(awd, "hmp0", "not_ready", "not connected");
            peer.speak();
            alive(awd);
            peer.silence();
            Eventually.holds(() -> assertThat(incident(awd, 2)).contains("hmp0 1 failed").contains("not connected"));
            second = qemu(port, "qmp2");
            try (QmpClient after = QmpClient.connect(folder.resolve("qmp2"))) {
                ready(awd);
                peer.speak();
                alive(awd);
                peer.silence();
                Eventually.holds(() -> assertThat(incident(awd, 3)).contains("hmp0 1 acknowledged"));
                Eventually.holds(() -> assertThat(after.events("RESET")).isEqualTo(1));
            }
        } finally {
            gone(first);
            if (second != null) {
                gone(second);
            }
        }
    }

    @Test
    void nothingIsExecutedLateWhenSomebodyHeldTheMonitor() throws Exception {
        try (Qemu qemu = Qemu.start(folder); TextClient person = TextClient.tcp("127.0.0.1", qemu.monitorPort())) {
            person.readTo("(qemu) ");
            try (Awd awd = awd(qemu.monitorPort(), "system_reset\n", ",notify_deadline=500"); SteadyPeer peer = SteadyPeer.to(heartbeat)) {
                alive(awd);
                comes(awd, "hmp0", "not_ready", "no prompt yet");
                peer.silence();
                Eventually.holds(() -> assertThat(incident(awd, 1)).contains("ended").contains("hmp0 1 failed").contains("no prompt yet"));
                person.close();
                ready(awd);
                // what had been sent before would be executed before this
                peer.speak();
                alive(awd);
                peer.silence();
                Eventually.holds(() -> assertThat(incident(awd, 2)).contains("hmp0 1 acknowledged"));
                qemu.qmp().execute("query-status");
                assertThat(qemu.qmp().events("RESET")).isEqualTo(1);
                assertThat(ShellSocket.of(awd).number("hmp0", "sent")).isEqualTo(1);
            }
        }
    }

    @Test
    void aQemuThatStandsStillMakesAStepUnknownAndIsNotSentItTwice() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = awd(qemu.monitorPort(), "system_reset\nquit\n", ",step_timeout=400");
                SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            ShellSocket shell = ShellSocket.of(awd);
            shell.ask("qom-set hmp0 probe_interval 3600000");
            alive(awd);
            ready(awd);
            signal(qemu.process(), "STOP");
            try {
                peer.silence();
                Eventually.holds(() -> assertThat(incident(awd, 1)).contains("ended").containsPattern("hmp0 1 unknown .*no prompt within 400 ms")
                        .contains("hmp0 2 cancelled"));
            } finally {
                signal(qemu.process(), "CONT");
            }
            ready(awd);
            qemu.qmp().execute("query-status");
            assertThat(qemu.qmp().events("RESET")).isLessThanOrEqualTo(1);
            assertThat(qemu.process().isAlive()).isTrue();
            assertThat(shell.number("hmp0", "sent")).isEqualTo(1);
        }
    }

    @Test
    void aSilentQemuIsFoundByAProbe() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = awd(qemu.monitorPort(), "system_reset\n", "")) {
            ready(awd);
            signal(qemu.process(), "STOP");
            try {
                comes(awd, "hmp0", "ready", "false");
                comes(awd, "hmp0", "last_error", "no prompt within 5000 ms");
            } finally {
                signal(qemu.process(), "CONT");
            }
            ready(awd);
        }
    }

    @Test
    void aDryRunAsksQemuAndExecutesNothing() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = awd(qemu.monitorPort(), "quit\nnosuch 1\ninfo status\n", "")) {
            ready(awd);
            String said = ShellSocket.of(awd).run("check-script heart1").text();
            assertThat(said).contains("quit|q  -- quit the emulator").contains("unknown command: 'nosuch'").contains("info status  -- show the current VM status");
            assertThat(qemu.process().isAlive()).isTrue();
        }
    }

    @Test
    void quitIsAcknowledgedByTheEndOfQemu() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = awd(qemu.monitorPort(), "stop\nquit\n", ""); SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            ready(awd);
            peer.silence();
            Eventually.holds(() -> assertThat(incident(awd, 1)).contains("ended").contains("hmp0 1 acknowledged").contains("hmp0 2 acknowledged"));
            assertThat(qemu.process().waitFor(20, TimeUnit.SECONDS)).as("QEMU has quit").isTrue();
        }
    }

    /** An AWD on another host is told things in the same way; an id that somebody had before is refused. */
    @Test
    void anotherAwdExecutesAndRefusesLines() throws Exception {
        int port = SocketTable.freePort();
        try (Awd other = Awd.start(folder.resolve("other"), List.of("-monitor", "tcp:127.0.0.1:" + port + ",server,nowait"));
                Awd awd = awd(port, "object_add iothread,id=vm1\n-object_add iothread,id=vm1\nnosuch 1\nquit\n", "");
                SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            ready(awd);
            assertThat(ShellSocket.of(awd).run("check-script heart1").text()).contains("object-add TYPE,id=ID[,PROPERTY=VALUE]...")
                    .contains("unknown command: 'nosuch'");
            peer.silence();
            Eventually.holds(() -> assertThat(incident(awd, 1)).contains("ended"));
            assertThat(incident(awd, 1)).contains("hmp0 1 acknowledged").containsPattern(
                    "hmp0 2 failed .*Error: attempt to add duplicate property 'vm1' to object \\(type 'container'\\)")
                    .containsPattern("hmp0 3 failed .*unknown command: 'nosuch'").contains("hmp0 4 cancelled");
            assertThat(other.ask("info objects")).containsOnlyOnce("vm1");
            ShellSocket shell = ShellSocket.of(awd);
            shell.ask("object-del heart1");
            shell.ask("object-del hmp0");
            shell.ask("object-add notifier-hmp,id=hmp0,chardev=mon0");
            ready(awd);
        }
    }

    @Test
    void anotherAwdThatQuitsSaysSoBefore() throws Exception {
        int port = SocketTable.freePort();
        try (Awd other = Awd.start(folder.resolve("other"), List.of("-monitor", "tcp:127.0.0.1:" + port + ",server,nowait"));
                Awd awd = awd(port, "info name\nquit\n", ""); SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            alive(awd);
            ready(awd);
            peer.silence();
            Eventually.holds(() -> assertThat(incident(awd, 1)).contains("ended").contains("hmp0 1 acknowledged").contains("hmp0 2 acknowledged"));
            assertThat(other.process().waitFor(20, TimeUnit.SECONDS)).as("it has quit").isTrue();
        }
    }

    @Test
    void aConnectionThatIsThereAlreadyIsTakenOver() throws Exception {
        try (Qemu qemu = Qemu.start(folder); Awd awd = Awd.start(folder, List.of(
                "-chardev", "socket,id=mon0,host=127.0.0.1,port=" + qemu.monitorPort(), "-object", "notifier-hmp,id=hmp0,chardev=mon0"))) {
            ready(awd);
            ShellSocket shell = ShellSocket.of(awd);
            shell.ask("object-del hmp0");
            shell.ask("object-add notifier-hmp,id=hmp0,chardev=mon0");
            ready(awd);
            assertThat(shell.refusal("object-add notifier-hmp,id=other,chardev=mon0")).isEqualTo("Error: Device 'mon0' is in use");
            assertThat(shell.refusal("object-add notifier-hmp,id=other,chardev=mon0,probe_interval=1")).contains("probe_interval");
        }
    }
}
