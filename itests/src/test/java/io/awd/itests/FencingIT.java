package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other host's power is switched off before its VM is taken over: by a program, the first of two nodes that are served one after the other. The takeover is on a real QEMU. */
class FencingIT {
    @TempDir
    private Path folder;
    private final List<AutoCloseable> things = new ArrayList<>();
    private QmpMachine qemu;
    private Awd awd;
    private ShellSocket shell;
    private SteadyPeer peer;

    @BeforeEach
    void qemu() throws IOException {
        qemu = kept(QmpMachine.start(folder, "qemu"));
    }

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    /** As ipmitool: an exit status of 0 says that the power is off. */
    private Path ipmi(String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("ipmi"), "#!/bin/sh\ncat > /dev/null\nin=" + folder + "\necho \"$@\" >> $in/fenced\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void start(Path ipmi, String order, String exec, String watchdog) {
        Watched watched = Watched.in(folder).option("-object", "notifier-exec,id=fence,program=" + ipmi + ",args.0=chassis,args.1=power,args.2=off" + exec)
                .option("-chardev", "socket,id=mon,host=127.0.0.1,port=" + qemu.port() + ",reconnect=1").option("-object", "notifier-qmp,id=takeover,chardev=mon");
        watched.plain("advanced-watchdog", "awd_node", "w", "server=on,pulse_interval=200,timeout=1000,node_order=" + order
                + ",notification_node.0=fence,notification_node.1=takeover,opt_script=" + watched.script("stop") + watchdog);
        awd = kept(watched.start());
        shell = ShellSocket.of(awd);
        Eventually.holds(() -> assertThat(shell.ask("qom-get takeover ready")).isEqualTo("true"));
        peer = kept(SteadyPeer.to(watched.port("w")));
        Watched.reaches(shell, "w", "alive");
    }

    private String incident() {
        List<String> ids = shell.ask("info incidents w").lines().skip(1).map(line -> line.split("\\s+")[0]).toList();
        assertThat(ids).hasSize(1);
        return shell.ask("info incidents " + ids.get(0));
    }

    private void fencingBegins() {
        peer.silence();
        Eventually.holds(() -> assertThat(folder.resolve("fenced")).hasContent("chassis power off\n"));
    }

    private void ended() {
        Eventually.holds(() -> assertThat(incident()).contains("ended"));
    }

    @Test
    void theTakeoverWaitsForTheFencingAndComesAfterIt() throws Exception {
        start(ipmi("while [ ! -e $in/off ]; do sleep 0.05; done", "echo Chassis Power Control: Down/Off"), "serial", ",time_limit=20000", ",step_timeout=20000");
        fencingBegins();
        // longer than a takeover takes, which is over within milliseconds in the test below
        for (int i = 0; i < 20; i++) {
            assertThat(qemu.eventsByNow("STOP")).as("the other one may still run; %s", awd.log()).isZero();
            Thread.sleep(50);
        }
        Files.createFile(folder.resolve("off"));
        ended();
        assertThat(incident()).containsPattern("fence 1 acknowledged after \\d+ ms.*Down/Off").containsPattern("takeover 1 acknowledged");
        assertThat(qemu.eventsByNow("STOP")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "it fails                    | echo no such chassis >&2; exit 1 |                  |                    | fence 1 failed",
        "it is killed                | kill -9 $$                       |                  |                    | fence 1 failed",
        "it hangs                    | sleep 600                        | ,time_limit=500  | ,step_timeout=5000 | fence 1 unknown.*killed after",
        "nobody waits for it so long | sleep 600                        | ,time_limit=9000 | ,step_timeout=500  | fence 1 unknown"})
    void withoutItsSuccessNobodyTakesOver(String what, String program, String exec, String watchdog, String outcome) throws Exception {
        start(ipmi(program), "serial", exec == null ? "" : exec, watchdog == null ? "" : watchdog);
        fencingBegins();
        ended();
        assertThat(incident()).as(what).containsPattern(outcome).containsPattern("takeover 1 cancelled.*a node before it failed");
        assertThat(qemu.eventsByNow("STOP")).as(what).isZero();
        assertThat(shell.number("takeover", "sent")).as("%s: nothing of it came near QEMU", what).isZero();
    }

    /** It was there when AWD started, and is not there when it is needed. */
    @Test
    void withoutTheProgramNobodyTakesOver() throws Exception {
        Path ipmi = ipmi("exit 0");
        start(ipmi, "serial", "", ",notify_deadline=1000");
        Files.delete(ipmi);
        peer.silence();
        Eventually.holds(() -> assertThat(shell.number("w", "expiries")).isEqualTo(1));
        ended();
        assertThat(incident()).containsPattern("fence 1 failed").containsPattern("takeover 1 cancelled.*a node before it failed");
        assertThat(qemu.eventsByNow("STOP")).isZero();
    }

    /** Why the order must be asked for. */
    @Test
    void nodesInParallelDoNotWaitForOneAnother() throws Exception {
        start(ipmi("sleep 600"), "parallel", ",time_limit=20000", ",step_timeout=20000");
        fencingBegins();
        Eventually.holds(() -> assertThat(incident()).containsPattern("takeover 1 acknowledged"));
        assertThat(incident()).doesNotContainPattern("fence 1 (acknowledged|failed|unknown)");
        assertThat(qemu.eventsByNow("STOP")).isEqualTo(1);
    }
}
