package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QEMU's command line: what it answers, in which order it may stand, in which forms the same can be said, and which files it makes. */
class CommandLineIT {
    @TempDir
    private Path folder;
    private List<List<String>> definitions;

    @BeforeEach
    void define() throws IOException {
        Path script = Files.writeString(folder.resolve("opt, script"), "quit\n");
        definitions = List.of(
                List.of("-chardev", "socket,id=h1,path=" + folder.resolve("h1") + ",server=on,wait=off"),
                List.of("-chardev", "file,id=out,path=" + folder.resolve("fired")),
                List.of("-object", "iothread,id=iothread1"),
                List.of("-object", "advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=out,opt_script="
                        + script.toString().replace(",", ",,") + ",iothread=iothread1,pulse_interval=250,timeout=1500"));
    }

    private static List<String> flat(List<List<String>> options) {
        return options.stream().flatMap(List::stream).toList();
    }

    /** What is there, whatever order it was made in. */
    private String made(List<String> options) throws IOException {
        try (Awd awd = Awd.start(Files.createTempDirectory(folder, "run"), options)) {
            ShellSocket shell = ShellSocket.of(awd);
            assertThat(shell.ask("info pending")).isEqualTo("nothing is pending");
            String objects = shell.ask("info objects").lines().filter(line -> !line.contains("shell0")).map(line -> line.replaceAll(" +", " ")).sorted().toList()
                    + "\n";
            return objects + shell.ask("info chardev").lines().sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-help | usage: awd [options] | -readconfig FILE",
        "--help | usage: awd [options] | -pidfile FILE",
        "-h | usage: awd [options] | -chardev BACKEND,id=ID",
        "-version | AWD version | 0.",
        "-object help | List of user creatable objects: | advanced-watchdog",
        "-object advanced-watchdog,help | advanced-watchdog options: | pulse_interval=<uint32>",
        "-object iothread,help | iothread options: | ''",
        "-chardev help | Available chardev backend types: | socket",
        "-chardev socket,help | socket options: | reconnect="})
    void aQuestionIsAnsweredOnStandardOutputWithStatusZero(String options, String first, String more) throws IOException {
        Awd.Result result = Awd.run(folder.resolve("run"), List.of(options.split(" ")));
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains(first).contains(more);
        try (Stream<Path> left = Files.list(folder.resolve("run"))) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("out", "err");
        }
    }

    @Test
    void aQuestionWinsBeforeAnythingIsOpened() {
        List<String> options = new ArrayList<>(flat(definitions));
        options.addAll(List.of("-pidfile", folder.resolve("pid").toString(), "-version"));
        assertThat(Awd.run(folder, options).status()).isZero();
        assertThat(folder.resolve("h1")).doesNotExist();
        assertThat(folder.resolve("fired")).doesNotExist();
        assertThat(folder.resolve("pid")).doesNotExist();
    }

    @Test
    void definitionsMayStandInAnyOrderAndInAnyForm() throws IOException {
        String expected = made(flat(definitions));
        assertThat(expected).contains("awd_node=h1", "iothread=iothread1", "pulse_interval=250", "timeout=1500", "server=on", "opt, script", "h1,server=on");
        assertThat(made(flat(List.of(definitions.get(3), definitions.get(2), definitions.get(1), definitions.get(0))))).isEqualTo(expected);
        assertThat(made(flat(List.of(definitions.get(3), definitions.get(0), definitions.get(2), definitions.get(1))))).isEqualTo(expected);
        assertThat(made(flat(List.of(definitions.get(0), definitions.get(1), List.of("--object", json("iothread\",\"id\":\"iothread1")),
                List.of("-object", json(watchdogMembers())))))).as("JSON").isEqualTo(expected);
        Path config = Files.writeString(folder.resolve("awd.conf"), config());
        assertThat(made(List.of("-readconfig", config.toString()))).as("config file").isEqualTo(expected);
    }

    private static String json(String members) {
        return "{\"qom-type\":\"" + members + (members.endsWith("}") ? "" : "\"}");
    }

    private String watchdogMembers() {
        return "advanced-watchdog\", \"id\":\"heart1\", \"server\":true, \"awd-node\":[\"h1\"], \"notification_node\":\"out\", \"opt-script\":\""
                + folder.resolve("opt, script") + "\", \"iothread\":\"iothread1\", \"pulse-interval\":250, \"timeout\":1500}";
    }

    private String config() {
        return """
                # the watchdog stands before what it needs
                [object "heart1"]
                  qom-type = "advanced-watchdog"
                  server = "on"
                  awd_node = "h1"
                  notification_node = "out"
                  opt_script = "FOLDER/opt, script"
                  iothread = "iothread1"
                  pulse_interval = "250"
                  timeout = "1500"

                [chardev "h1"]
                  backend = "socket"
                  path = "FOLDER/h1"
                  server = "on"
                  wait = "off"
                [object "iothread1"]
                  qom-type = "iothread"
                [chardev "out"]
                  backend = "file"
                  path = "FOLDER/fired"
                """.replace("FOLDER", folder.toString());
    }

    @Test
    void nameLogPidFileAndStateFolder() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path log = own.resolve("log");
        Path pid = own.resolve("pid");
        Path state = own.resolve("state/");
        Path shell = own.resolve("shell");
        Files.writeString(log, "an old line\n");
        try (Awd awd = Awd.launch(own, Awd.HOME, shell, List.of("-name", "edge-7", "-D", "log", "-pidfile", "pid", "-state", "state",
                "-shell", shell.toString(), "-monitor", "none"))) {
            Eventually.holds(() -> assertThat(log).content().startsWith("an old line\n").contains("ready: 0 chardevs, 1 objects"));
            assertThat(awd.ask("info name")).isEqualTo("edge-7\n");
            assertThat(pid).hasContent(awd.pid() + "\n");
            assertThat(state).isDirectory();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state))).isEqualTo("rwx------");
            assertThat(awd.log()).doesNotContain("ready");
            refusesTheSamePidFile(pid);
            assertThat(pid).hasContent(awd.pid() + "\n");
            assertThat(awd.stop()).isZero();
            assertThat(awd.log()).isEmpty();
            assertThat(awd.out()).isEmpty();
        }
        assertThat(pid).doesNotExist();
        assertThat(state).isDirectory();
    }

    private void refusesTheSamePidFile(Path pid) {
        Awd.Result second = Awd.run(folder.resolve("second"), List.of("-pidfile", pid.toString()));
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err()).contains("awd: -pidfile " + pid + ": cannot create PID file: Cannot lock pid file");
    }

    @Test
    void thePidFileOfOneThatWasKilledIsTakenOver() throws IOException {
        Path pid = folder.resolve("pid");
        List<String> options = List.of("-pidfile", pid.toString(), "-chardev", "socket,id=h1,path=" + folder.resolve("h1") + ",server=on,wait=off");
        try (Awd first = Awd.start(folder.resolve("same"), options)) {
            first.kill();
            assertThat(pid).hasContent(first.pid() + "\n");
        }
        try (Awd second = Awd.start(folder.resolve("same"), options)) {
            assertThat(pid).hasContent(second.pid() + "\n");
            assertThat(second.ask("info chardev")).contains("h1: filename=disconnected:unix:");
        }
    }

    @Test
    void binAwdWorksThroughASymlinkAndFromAnyFolder() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("some where/bin"));
        List<Path> links = List.of(Files.createSymbolicLink(bin.resolve("real"), Awd.HOME.resolve("bin")),
                Files.createSymbolicLink(bin.resolve("awd"), Path.of("real/awd")),
                Files.createSymbolicLink(bin.resolve("awd-shell"), Path.of("real/awd-shell")));
        try (Awd awd = Awd.start(folder.resolve("elsewhere"), bin.getParent(), List.of("-name", "linked"))) {
            Awd.Result answer = Awd.command(folder, List.of(bin.resolve("awd-shell").toString(), awd.shellPath().toString(), "-c", "info name"));
            assertThat(answer.out()).isEqualTo("linked\n");
        } finally {
            for (Path link : links) {
                Files.delete(link);
            }
        }
    }

    /** Names, sizes and times of all files: what a read-only installation could not have allowed would show. */
    private static Map<String, String> installation() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Awd.HOME)) {
            for (Path each : files.toList()) {
                all.put(each.toString(), Files.isDirectory(each) ? "" : Files.size(each) + " " + Files.getLastModifiedTime(each));
            }
        }
        return all;
    }

    @Test
    void twoDaemonsRunFromOneInstallationAndWriteNothingToIt() throws IOException {
        Map<String, String> before = installation();
        try (Awd one = Awd.start(folder.resolve("one"), List.of("-name", "one")); Awd two = Awd.start(folder.resolve("two"), List.of("-name", "two"))) {
            assertThat(one.ask("info name") + two.ask("info name")).isEqualTo("one\ntwo\n");
            assertThat(installation()).isEqualTo(before);
            assertThat(one.stop()).isZero();
            assertThat(two.ask("info objects")).contains("shell0");
        }
        assertThat(installation()).isEqualTo(before);
    }
}
