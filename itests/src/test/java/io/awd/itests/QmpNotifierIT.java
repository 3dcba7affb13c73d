package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script's lines on a real QEMU's QMP monitor, each with its answer. A second QMP monitor sees what the first one did. */
class QmpNotifierIT {
    @TempDir
    private Path folder;
    private int heartbeat;
    private final List<AutoCloseable> things = new ArrayList<>();

    @BeforeEach
    void choose() {
        heartbeat = SocketTable.freePort();
    }

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    /** @param port 0: the system chooses */
    private QmpMachine qemu(String name, int port) throws IOException {
        return kept(QmpMachine.start(folder, name, port));
    }

    private Awd awd(int port, String script, String more) throws IOException {
        Path file = Files.writeString(folder.resolve("opt-script"), script);
        return kept(Awd.start(folder, List.of("-chardev", "socket,id=h1,host=127.0.0.1,port=" + heartbeat + ",server=on,wait=off",
                "-chardev", "socket,id=mon0,host=127.0.0.1,port=" + port + ",reconnect=1",
                "-object", "notifier-qmp,id=qmp0,chardev=mon0,probe_interval=500",
                "-object", "advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=qmp0,opt_script=" + file
                        + ",pulse_interval=200,timeout=1000" + more)));
    }

    private static void comes(Awd awd, String object, String property, String value) {
        Eventually.holds(() -> assertThat(ShellSocket.of(awd).ask("qom-get " + object + " " + property)).isEqualTo(value));
    }

    private static void ready(Awd awd) {
        comes(awd, "qmp0", "ready", "true");
    }

    private SteadyPeer peer(Awd awd) {
        SteadyPeer peer = kept(SteadyPeer.to(heartbeat));
        comes(awd, "heart1", "state", "alive");
        return peer;
    }

    private static String incident(Awd awd, int number) {
        ShellSocket shell = ShellSocket.of(awd);
        List<String> ids = shell.ask("info incidents heart1").lines().skip(1).map(line -> line.split("\\s+")[0]).toList();
        return ids.size() < number ? "" : shell.ask("info incidents " + ids.get(number - 1));
    }

    private static void ended(Awd awd, int number) {
        Eventually.holds(() -> assertThat(incident(awd, number)).contains("ended"));
    }

    private static String step(int number, String outcome) {
        return "qmp0 " + number + " " + outcome;
    }

    @Test
    void aScriptInAllItsSyntaxesIsExecutedInOrderAndAcknowledged() throws Exception {
        QmpMachine qemu = qemu("qemu", 0);
        Awd awd = awd(qemu.port(), """
                # first as JSON
                {"execute": "stop", "id": "not ours"}

                # then as qmp-shell takes it
                chardev-add id=c0 backend.type=null backend.data={}
                # what unlocks a stuck migration, past whatever is in its way
                exec-oob yank instances=[]
                {"exec-oob": "query-yank"}
                hmp: info status
                hmp: object_add iothread,id=io9
                query-iothreads
                cont
                """, "");
        ready(awd);
        assertThat(ShellSocket.of(awd).ask("qom-get qmp0 qemu")).matches("\\d+\\.\\d+\\.\\d+");
        SteadyPeer peer = peer(awd);
        peer.silence();
        ended(awd, 1);
        String record = incident(awd, 1);
        for (int number = 1; number <= 8; number++) {
            assertThat(record).contains(step(number, "acknowledged"));
        }
        assertThat(record).containsPattern("qmp0 5 acknowledged after \\d+ ms \\(VM status: paused\\): hmp: info status")
                .containsPattern("qmp0 7 acknowledged .*\"id\":\"io9\"").containsPattern("qmp0 8 acknowledged after \\d+ ms \\(\\{}\\): cont");
        assertThat(qemu.seen().execute("query-chardev").toString()).contains("\"c0\"");
        assertThat(List.of(qemu.eventsByNow("STOP"), qemu.events("RESUME"))).containsExactly(1L, 1L);
        ShellSocket shell = ShellSocket.of(awd);
        assertThat(shell.number("qmp0", "acknowledged")).isEqualTo(8);
        assertThat(shell.number("qmp0", "events")).isGreaterThanOrEqualTo(2);
        assertThat(shell.ask("qom-get qmp0 last_event")).isEqualTo("RESUME");
        comes(awd, "qmp0", "run_state", "running");
        qemu.seen().execute("stop");
        comes(awd, "qmp0", "run_state", "paused");
    }

    @Test
    void coloThatIsNotThereStopsTheRest() throws Exception {
        QmpMachine qemu = qemu("qemu", 0);
        Awd awd = awd(qemu.port(), "stop\nx-colo-lost-heartbeat\nquit\n", "");
        ready(awd);
        peer(awd).silence();
        ended(awd, 1);
        assertThat(incident(awd, 1)).contains(step(1, "acknowledged"))
                .containsPattern("qmp0 2 failed .*GenericError: The feature 'colo' is not enabled").contains(step(3, "cancelled"));
        comes(awd, "qmp0", "last_error", "GenericError: The feature 'colo' is not enabled");
        assertThat(qemu.eventsByNow("STOP")).isEqualTo(1);
        assertThat(qemu.process().isAlive()).isTrue();
    }

    @Test
    void whatFailsCanBePassedOver() throws Exception {
        QmpMachine qemu = qemu("qemu", 0);
        Awd awd = awd(qemu.port(), "nosuch\nstop foo=1\nhmp: nosuch\nhmp: drive_del nothing\nexec-oob stop\nstop now\nquit\n", ",on_error=continue,notify_deadline=1000");
        ready(awd);
        peer(awd).silence();
        ended(awd, 1);
        assertThat(incident(awd, 1)).containsPattern("qmp0 1 failed .*CommandNotFound: The command nosuch has not been found")
                .containsPattern("qmp0 2 failed .*GenericError: Parameter 'foo' is unexpected").containsPattern("qmp0 3 failed .*unknown command: 'nosuch'")
                .containsPattern("qmp0 4 failed .*Device 'nothing' not found").containsPattern("qmp0 5 failed .*does not support OOB")
                .containsPattern("qmp0 6 failed .*expected KEY=VALUE, not 'now'").contains(step(7, "acknowledged"));
        assertThat(qemu.process().waitFor(20, TimeUnit.SECONDS)).as("QEMU has quit").isTrue();
        assertThat(qemu.process().exitValue()).isZero();
        comes(awd, "qmp0", "not_ready", "not connected");
    }

    @Test
    void aQemuThatDiesBetweenCommandAndReplyMakesTheStepUnknownAndTheNextOneGetsTheNextScript() throws Exception {
        int port = SocketTable.freePort();
        QmpMachine first = qemu("first", port);
        Awd awd = awd(port, "system_reset\nstop\n", ",step_timeout=20000");
        ready(awd);
        ShellSocket shell = ShellSocket.of(awd);
        shell.ask("qom-set qmp0 probe_interval 3600000");
        SteadyPeer peer = peer(awd);
        first.signal("STOP");
        peer.silence();
        Eventually.holds(() -> assertThat(incident(awd, 1)).contains("system_reset"));
        comes(awd, "heart1", "state", "expired");
        first.kill();
        ended(awd, 1);
        assertThat(incident(awd, 1)).containsPattern("qmp0 1 unknown .*connection lost").contains(step(2, "cancelled"));

        QmpMachine second = qemu("second", port);
        ready(awd);
        assertThat(second.eventsByNow("RESET")).as("not sent again").isZero();
        peer.speak();
        comes(awd, "heart1", "state", "alive");
        peer.silence();
        ended(awd, 2);
        assertThat(incident(awd, 2)).contains(step(1, "acknowledged"), step(2, "acknowledged"));
        assertThat(List.of(second.eventsByNow("RESET"), second.events("STOP"))).containsExactly(1L, 1L);
        assertThat(shell.number("qmp0", "sent")).isEqualTo(3);
    }

    @Test
    void aQemuThatStandsStillMakesAStepUnknownAndIsNotSentItTwice() throws Exception {
        QmpMachine qemu = qemu("qemu", 0);
        Awd awd = awd(qemu.port(), "stop\nquit\n", ",step_timeout=400");
        ready(awd);
        ShellSocket shell = ShellSocket.of(awd);
        shell.ask("qom-set qmp0 probe_interval 3600000");
        SteadyPeer peer = peer(awd);
        qemu.signal("STOP");
        try {
            peer.silence();
            ended(awd, 1);
            assertThat(incident(awd, 1)).containsPattern("qmp0 1 unknown .*no answer within 400 ms").contains(step(2, "cancelled"));
        } finally {
            qemu.signal("CONT");
        }
        comes(awd, "qmp0", "late_answers", "1");
        ready(awd);
        assertThat(qemu.eventsByNow("STOP")).isEqualTo(1);
        assertThat(shell.number("qmp0", "sent")).isEqualTo(1);
        assertThat(qemu.process().isAlive()).isTrue();
    }

    @Test
    void aSilentQemuIsFoundByAProbe() throws Exception {
        QmpMachine qemu = qemu("qemu", 0);
        Awd awd = awd(qemu.port(), "stop\n", "");
        ready(awd);
        qemu.signal("STOP");
        try {
            comes(awd, "qmp0", "ready", "false");
            Eventually.holds(() -> assertThat(ShellSocket.of(awd).ask("qom-get qmp0 not_ready")).startsWith("no answer to query-status for 5000 ms"));
        } finally {
            qemu.signal("CONT");
        }
        ready(awd);
        assertThat(ShellSocket.of(awd).number("qmp0", "given_up")).isEqualTo(1);
    }

    @Test
    void aDryRunHoldsTheScriptAgainstTheSchemaAndExecutesNothing() throws Exception {
        QmpMachine qemu = qemu("qemu", 0);
        Awd awd = awd(qemu.port(), "quit\nnope\nstop foo=1\nset_link name=a\nset_link name=a up=5\nexec-oob stop\nexec-oob yank instances=[{'type':'migration'}]\n"
                + "hmp: info status\nhmp: nope\nstop now\nnbd-server-start addr.type=unix addr.data.path=/x\nobject-add qom-type=iothread id=a poll-max-ns=5\n"
                + "blockdev-add driver=raw node-name=n file.driver=file file.filename=/x read-only=true\n", "");
        ready(awd);
        String said = ShellSocket.of(awd).run("check-script heart1").text();
        assertThat(said).contains("'quit' and its arguments are known", "command 'nope' is not known to this QEMU", "argument 'foo' of 'stop' is not known",
                "argument 'up' is missing", "argument 'up' of 'set_link' must be of type boolean, not int", "command 'stop' cannot be executed out of band",
                "'yank' and its arguments are known", "info status  -- show the current VM status", "unknown command: 'nope'",
                "expected KEY=VALUE, not 'now'", "'nbd-server-start' and its arguments are known", "'object-add' and its arguments are known",
                "'blockdev-add' and its arguments are known");
        assertThat(qemu.eventsByNow("STOP")).isZero();
        assertThat(qemu.process().isAlive()).isTrue();
        assertThat(ShellSocket.of(awd).number("qmp0", "sent")).isZero();
        qemu.kill();
        comes(awd, "qmp0", "not_ready", "not connected");
        assertThat(ShellSocket.of(awd).run("check-script heart1").text()).contains("not connected", "it can be read; QEMU was not asked",
                "expected KEY=VALUE, not 'now'");
    }

    @Test
    void aConnectionThatIsThereAlreadyIsTakenOver() throws Exception {
        QmpMachine qemu = qemu("qemu", 0);
        Awd awd = kept(Awd.start(folder, List.of("-chardev", "socket,id=mon0,host=127.0.0.1,port=" + qemu.port(),
                "-object", "notifier-qmp,id=qmp0,chardev=mon0")));
        ready(awd);
        ShellSocket shell = ShellSocket.of(awd);
        shell.ask("object-del qmp0");
        shell.ask("object-add notifier-qmp,id=qmp0,chardev=mon0");
        ready(awd);
        assertThat(shell.refusal("object-add notifier-qmp,id=other,chardev=mon0")).isEqualTo("Error: Device 'mon0' is in use");
        assertThat(shell.refusal("object-add notifier-qmp,id=other,chardev=mon0,probe_interval=1")).contains("probe_interval");
    }

    @Test
    void aHumanMonitorIsNotTakenForQmp() throws Exception {
        Qemu qemu = kept(Qemu.start(folder));
        Awd awd = kept(Awd.start(folder, List.of("-chardev", "socket,id=mon0,host=127.0.0.1,port=" + qemu.monitorPort(),
                "-object", "notifier-qmp,id=qmp0,chardev=mon0")));
        comes(awd, "qmp0", "given_up", "1");
        assertThat(ShellSocket.of(awd).ask("qom-get qmp0 not_ready")).startsWith("it does not speak QMP");
        assertThat(qemu.process().isAlive()).isTrue();
    }
}
