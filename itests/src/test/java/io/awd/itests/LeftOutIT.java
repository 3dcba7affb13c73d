package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bundle may be missing from {@code bundles/}: what it provides is unknown then, and the rest works. */
class LeftOutIT {
    @TempDir
    private Path folder;
    private Path script;

    @BeforeEach
    void makeScript() throws IOException {
        script = Files.writeString(folder.resolve("script"), "system_reset\n");
    }

    private Path without(String bundle) throws IOException {
        return Installation.without(bundle, folder.resolve("home")).home();
    }

    /** The start must end by itself with this one line. */
    private void refuses(Path home, List<String> options, String line) throws Exception {
        Path own = folder.resolve("refused");
        try (Awd awd = Awd.launch(own, home, own.resolve("shell"), options)) {
            assertThat(awd.process().waitFor(30, TimeUnit.SECONDS)).as("ended; it says: %s", awd.log()).isTrue();
            assertThat(awd.log()).isEqualTo(line + "\n");
            assertThat(awd.process().exitValue()).isEqualTo(1);
        }
    }

    /** The daemon starts with other options, and the shell agrees that the type is unknown. */
    private void works(Path home, List<String> options, String command, String refusal) {
        try (Awd awd = Awd.start(folder.resolve("works"), home, options)) {
            ShellSocket shell = ShellSocket.of(awd);
            assertThat(shell.refusal(command)).isEqualTo("Error: " + refusal);
            assertThat(shell.ask("info pending")).isEqualTo("nothing is pending");
            assertThat(awd.stop()).isZero();
            assertThat(awd.log()).doesNotContain("ERROR", "WARN", "xception");
        }
    }

    @Test
    void withoutChardevsNoBackendIsKnownAndObjectsWork() throws Exception {
        Path home = without("io.awd.chardev");
        String message = "'socket' is not a valid char driver name";
        String socket = "socket,id=h,host=127.0.0.1,port=0,server=on,wait=off";
        refuses(home, List.of("-chardev", socket), "awd: -chardev " + socket + ": " + message);
        works(home, List.of("-object", "iothread,id=io"), "chardev-add " + socket, message);
    }

    @Test
    void withoutWatchdogsTheTypeIsUnknownAndChardevsWork() throws Exception {
        Path home = without("io.awd.watchdog");
        String message = "Parameter 'qom-type' does not accept value 'advanced-watchdog'";
        String watchdog = "advanced-watchdog,id=w,awd_node=h";
        List<String> socket = List.of("-chardev", "socket,id=h,host=127.0.0.1,port=0,server=on,wait=off", "-object", "iothread,id=io");
        refuses(home, List.of(socket.get(0), socket.get(1), "-object", watchdog), "awd: -object " + watchdog + ": " + message);
        works(home, socket, "object-add " + watchdog, message);
    }

    @Test
    void withoutOptScriptsAScriptIsRefusedAndAWatchdogWithoutOneWorks() throws Exception {
        Path home = without("io.awd.optscript");
        String message = "Parameter 'opt_script': no bundle provides the type 'opt-script'";
        String scripted = "advanced-watchdog,id=x,awd_node=other,notification_node=n,opt_script=" + script;
        List<String> chardevs = List.of("-chardev", "null,id=h", "-chardev", "null,id=other", "-chardev", "null,id=n");
        refuses(home, join(chardevs, "-object", scripted), "awd: -object " + scripted + ": " + message);
        works(home, join(chardevs, "-object", "advanced-watchdog,id=w,awd_node=h,notification_node=n"), "object-add " + scripted, message);
    }

    @Test
    void withoutTheRawNotifierANodeIsRefusedAndAWatchdogWithoutOneWorks() throws Exception {
        Path home = without("io.awd.notifier.chardev");
        String message = "Parameter 'notification_node': no bundle provides the type 'notifier-chardev'";
        String noded = "advanced-watchdog,id=x,awd_node=other,notification_node=n";
        List<String> chardevs = List.of("-chardev", "null,id=h", "-chardev", "null,id=other", "-chardev", "null,id=n");
        refuses(home, join(chardevs, "-object", noded), "awd: -object " + noded + ": " + message);
        works(home, join(chardevs, "-object", "advanced-watchdog,id=w,awd_node=h"), "object-add " + noded, message);
    }

    private static List<String> join(List<String> first, String... then) {
        return Stream.concat(first.stream(), Stream.of(then)).toList();
    }

    @Test
    void withoutTheMonitorTheOptionIsRefusedAndTheShellWorks() throws Exception {
        Path home = without("io.awd.monitor");
        String message = "Parameter 'qom-type' does not accept value 'monitor'";
        String device = "tcp:127.0.0.1:" + SocketTable.freePort() + ",server=on,wait=off";
        refuses(home, List.of("-monitor", device), "awd: -monitor " + device + ": " + message);
        works(home, List.of("-chardev", "null,id=c"), "object-add monitor,id=m,chardev=c", message);
    }

    @Test
    void withoutTheShellTheOptionIsRefusedAndTheMonitorWorks() throws Exception {
        Path home = without("io.awd.shell");
        String path = folder.resolve("nowhere").toString();
        refuses(home, List.of("-shell", path), "awd: -shell " + path + ": Parameter 'qom-type' does not accept value 'shell'");
        int port = SocketTable.freePort();
        Path own = folder.resolve("works");
        try (Awd awd = Awd.launch(own, home, own.resolve("shell"), List.of("-monitor", "tcp:127.0.0.1:" + port + ",server=on,wait=off",
                "-object", "iothread,id=io"))) {
            Eventually.holds(() -> assertThat(awd.log()).contains("ready: "));
            assertThat(monitor(port, "info objects", "iothread")).startsWith("io ");
            assertThat(awd.stop()).isZero();
        }
    }

    /** What the monitor says to one command, up to a line that holds this. */
    private static String monitor(int port, String command, String awaited) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = lines.readLine();
            while (line != null && !line.contains(awaited)) {
                line = lines.readLine();
            }
            return String.valueOf(line);
        }
    }

    @Test
    void withoutJmxThereAreNoBeansAndTheRestWorks() throws Exception {
        Path home = without("io.awd.jmx");
        try (Awd awd = Awd.start(folder.resolve("works"), home, List.of("-chardev", "null,id=h", "-object", "advanced-watchdog,id=w,awd_node=h"));
                JmxClient jmx = JmxClient.attach(awd.pid())) {
            assertThat(jmx.beans()).isEmpty();
            assertThat(ShellSocket.of(awd).ask("info watchdogs")).containsPattern("(?m)^w +waiting");
        }
    }

    @Test
    void withoutDefinitionsACommandLineIsRefusedAndTheContainerWorksThroughJmx() throws Exception {
        Path home = without("io.awd.definitions");
        refuses(home, List.of("-object", "iothread,id=io"),
                "awd: -object iothread,id=io: nothing reads the command line: bundle io.awd.definitions or io.awd.core is missing");
        Path own = folder.resolve("works");
        try (Awd awd = Awd.launch(own, home, own.resolve("shell"), List.of())) {
            Eventually.holds(() -> {
                assertThat(awd.process().isAlive()).isTrue();
                try (JmxClient jmx = JmxClient.attach(awd.pid())) {
                    return assertThat(jmx.beans()).contains("type=container");
                }
            });
            try (JmxClient jmx = JmxClient.attach(awd.pid())) {
                jmx.call("objectAdd", "iothread,id=io");
                assertThat(jmx.beans()).containsExactlyInAnyOrder("type=container", "type=iothread,id=io");
            }
            assertThat(awd.stop()).isZero();
        }
    }
}
