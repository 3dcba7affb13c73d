package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator learns of an incident, and what is left of it after kill -9. */
class IncidentIT {
    @TempDir
    private Path folder;
    private final List<AutoCloseable> things = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    private static List<String> incidents(ShellSocket shell, String watchdog) {
        return shell.ask("info incidents " + watchdog).lines().skip(1).map(line -> line.split("\\s+")[0]).toList();
    }

    private static String drill(ShellSocket shell, String id) {
        String incident = shell.ask("drill " + id).replaceFirst("^incident ", "");
        Eventually.holds(() -> assertThat(shell.ask("info incidents " + incident)).contains("ended"));
        return incident;
    }

    @Test
    void aDrillIsAnIncidentLikeAnyOtherAndItsRehearsalSendsNothing() throws Exception {
        Watched watched = Watched.in(folder).with("a", "timeout=60000").with("b", "timeout=60000");
        Awd awd = kept(watched.start());
        ShellSocket shell = ShellSocket.of(awd);
        assertThat(shell.ask("info incidents")).doesNotContain("manual");
        assertThat(shell.ask("drill a -n")).contains("fired").contains("1 a");
        assertThat(shell.ask("check-script a")).contains("ready");
        assertThat(watched.fired()).isEmpty();
        String first = drill(shell, "a");
        Eventually.holds(() -> assertThat(watched.fired()).containsExactly("a"));
        assertThat(shell.ask("info incidents " + first)).contains("manual").containsPattern("fired 1 sent");
        assertThat(shell.ask("info incidents")).contains(first);
        assertThat(shell.refusal("info incidents nobody")).contains("no incident 'nobody', and none of a watchdog of that id");
        Files.writeString(watched.script("a"), "other\n");
        drill(shell, "a");
        Eventually.holds(() -> assertThat(watched.fired()).as("the script as it was read").containsExactly("a", "a"));
        shell.ask("script-reload a");
        drill(shell, "a");
        Eventually.holds(() -> assertThat(watched.fired()).containsExactly("a", "a", "other"));
        Files.delete(watched.script("a").resolveSibling("script-a"));
        assertThat(shell.refusal("script-reload a")).contains("can't open opt_script");
        drill(shell, "b");
        assertThat(incidents(shell, "a")).hasSize(3);
        assertThat(shell.refusal("drill nobody")).contains("Device 'nobody' not found");
        try (JmxClient jmx = JmxClient.attach(awd.process().pid())) {
            CompositeData[] all = (CompositeData[]) jmx.get("type=opt-script,id=a,role=opt", "incidents");
            assertThat(all).hasSize(3);
            assertThat(all[0].get("incident")).isEqualTo(first);
            assertThat(all[0].get("reason")).isEqualTo("manual");
            assertThat(all[0].get("state")).isEqualTo("ended");
            assertThat((String[]) all[2].get("steps")).singleElement().asString().startsWith("fired 1 sent").contains("other");
            assertThat(all[0].get("digest")).isEqualTo(all[1].get("digest")).isNotEqualTo(all[2].get("digest"));
        }
    }

    @Test
    void withoutAScriptTheNewsGoesToThoseWhoTakeIt() throws IOException {
        Path told = folder.resolve("told");
        Path program = Files.writeString(folder.resolve("tell"), "#!/bin/sh\ncat >> " + told + "\necho >> " + told + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Watched watched = Watched.in(folder).option("-object", "notifier-exec,id=tell,program=" + program).option("-object", "notifier-log,id=log")
                .plain("advanced-watchdog", "awd_node", "w", "timeout=400,pulse_interval=100,notification_node.0=tell,notification_node.1=log");
        Awd awd = kept(watched.start());
        ShellSocket shell = ShellSocket.of(awd);
        SteadyPeer peer = kept(SteadyPeer.to(watched.port("w")));
        Watched.reaches(shell, "w", "alive");
        peer.silence();
        Eventually.holds(() -> assertThat(incidents(shell, "w")).hasSize(1));
        String incident = incidents(shell, "w").get(0);
        Eventually.holds(() -> assertThat(shell.ask("info incidents " + incident)).contains("tell 1 acknowledged", "log 1 sent", "ended"));
        assertThat(Files.readString(told)).contains("\"incident\":\"" + incident + "\"", "\"reason\":\"timeout\"", "\"id\":\"w\"");
        assertThat(awd.log()).contains("awd.incident");
    }

    private List<String> options(int qmp, Path script) {
        return List.of("-state", folder.resolve("state").toString(), "-chardev", "null,id=h", "-chardev", "socket,id=q,host=127.0.0.1,port=" + qmp + ",reconnect=1",
                "-object", "notifier-qmp,id=nq,chardev=q",
                "-object", "advanced-watchdog,id=w,awd_node=h,notification_node=nq,opt_script=" + script + ",step_timeout=60000");
    }

    private static void ready(ShellSocket shell) {
        Eventually.holds(() -> assertThat(shell.ask("qom-get nq ready")).isEqualTo("true"));
    }

    @Test
    void whatKillInterruptedIsShownAndGoesOnOnlyWhenToldTo() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "stop\nsystem_reset\nhuman-monitor-command command-line='info version'\n");
        QmpMachine qemu = kept(QmpMachine.start(folder, "qemu"));
        Awd first = kept(Awd.start(Files.createDirectory(folder.resolve("first")), options(qemu.port(), script)));
        ready(ShellSocket.of(first));
        qemu.signal("STOP");
        String incident = ShellSocket.of(first).ask("drill w").replaceFirst("^incident ", "");
        Path file = folder.resolve("state").resolve("incidents.jsonl");
        Eventually.holds(() -> assertThat(Files.readString(file)).contains("\"step\":1,\"text\":\"stop\",\"begun\""));
        first.process().destroyForcibly();
        assertThat(first.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        qemu.signal("CONT");
        Files.writeString(file, "{\"incident\":\"cut of", StandardOpenOption.APPEND);

        Awd second = kept(Awd.start(Files.createDirectory(folder.resolve("second")), options(qemu.port(), script)));
        ShellSocket shell = ShellSocket.of(second);
        ready(shell);
        assertThat(shell.ask("info incidents " + incident)).contains("interrupted").contains("nq 1 unknown").doesNotContain("nq 2 ack");
        assertThat(second.log()).contains("was interrupted by the end of AWD").contains("a line is torn: '{\"incident\":\"cut of'");
        // QEMU may or may not have read what came before the end of the connection: that is what unknown says
        long stops = qemu.eventsByNow("STOP");
        assertThat(stops).isLessThanOrEqualTo(1);
        assertThat(qemu.eventsByNow("RESET")).as("nothing goes on by itself").isZero();
        shell.ask("incident-resume " + incident);
        Eventually.holds(() -> assertThat(shell.ask("info incidents " + incident)).contains("nq 2 acknowledged", "nq 3 acknowledged", "ended"));
        assertThat(qemu.eventsByNow("STOP")).as("what may have been executed is not sent again").isEqualTo(stops);
        Eventually.holds(() -> assertThat(qemu.eventsByNow("RESET")).isEqualTo(1));
        assertThat(shell.refusal("incident-resume " + incident)).contains("is not interrupted");
    }
}
