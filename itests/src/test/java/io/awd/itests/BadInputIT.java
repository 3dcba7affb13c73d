package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be wrong: on the command line one line and status 1 with nothing left, in a running daemon the same words and no change. */
class BadInputIT {
    private static final int AT_ONCE = 3;
    private static final String WATCHDOG = "advanced-watchdog,id=w,awd_node=good";
    private static final String NO_HOST = "x".repeat(64);
    @TempDir
    private static Path folder;
    private static ServerSocket taken;
    private static Path empty;
    private static Path directory;
    private static Path script;

    /** Options, and the one line that they must bring. */
    private record Case(List<String> words, String line) {
    }

    /** What one command of the shell must answer. */
    private record Command(String text, String message) {
    }

    @BeforeAll
    static void makeThings() throws IOException {
        taken = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        empty = Files.createFile(folder.resolve("empty"));
        directory = Files.createDirectory(folder.resolve("directory"));
        script = Files.writeString(folder.resolve("script"), "system_reset\n");
    }

    @AfterAll
    static void giveBack() throws IOException {
        taken.close();
    }

    private static Case option(String option, String argument, String message) {
        return new Case(List.of(option, argument), "awd: " + option + " " + argument + ": " + message);
    }

    private static Case object(String argument, String message) {
        return option("-object", argument, message);
    }

    private static Case chardev(String argument, String message) {
        return option("-chardev", argument, message);
    }

    private static Case word(String word, String message) {
        return new Case(List.of(word), "awd: " + word + ": " + message);
    }

    /** The line for an option behind others that are well. */
    private static Case after(List<String> before, Case last) {
        return new Case(Stream.concat(before.stream(), last.words().stream()).toList(), last.line());
    }

    private static String missing(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void aWrongOptionIsToldInOneLineAndNothingIsLeft() {
        refused(List.of(
                word("-bogus", "invalid option"),
                word("plain", "invalid option"),
                word("-object", "requires an argument"),
                option("-monitor", "bogus", "'bogus' is not a valid char driver"),
                option("-monitor", "tcp:127.0.0.1:" + taken.getLocalPort() + ",server=on,wait=off", "Failed to find an available port: Address already in use"),
                option("-shell", missing("nowhere/shell"), "Failed to bind socket to '" + missing("nowhere/shell") + "': No such file or directory"),
                option("-pidfile", missing("nowhere/pid"), "cannot create PID file: Could not create '" + missing("nowhere/pid") + "': No such file or directory"),
                option("-D", missing("nowhere/log"), "Could not open '" + missing("nowhere/log") + "': No such file or directory"),
                option("-state", script.toString(), "Could not open '" + script + "': Not a directory")));
    }

    @Test
    void aWrongObjectIsToldInOneLineAndNothingIsLeft() {
        refused(List.of(
                object("nosuch,id=a", "Parameter 'qom-type' does not accept value 'nosuch'"),
                object("iothread", "Parameter 'id' is missing"),
                object("id=a", "Parameter 'qom-type' is missing"),
                object("iothread,id=1a", "Parameter 'id' expects an identifier (not '1a'). "
                        + "Identifiers consist of letters, digits, '-', '.', '_', starting with a letter."),
                after(List.of("-object", "iothread,id=a"), object("iothread,id=a", "Duplicate ID 'a' for object")),
                object("iothread,id=a,foo=1", "Invalid parameter 'foo'"),
                object("{\"qom-type\":\"iothread\",\"id\":", "JSON parse error, premature EOI"),
                object("nosuch,help", "Parameter 'qom-type' does not accept value 'nosuch'")));
    }

    @Test
    void aWrongWatchdogIsToldInOneLineAndNothingIsLeft() {
        String nodes = WATCHDOG + ",notification_node=sink,opt_script=";
        refused(List.of(
                object(WATCHDOG + ",timeout=abc", "Parameter 'timeout' expects a uint64 value"),
                object(WATCHDOG + ",timeout=0", "Property 'advanced-watchdog.timeout' requires a positive value"),
                object(WATCHDOG + ",pulse_interval=4294967296", "Parameter 'pulse_interval' expects uint32_t"),
                object(WATCHDOG + ",server=maybe", "Parameter 'server' expects 'on' or 'off'"),
                object("advanced-watchdog,id=w", "Parameter 'awd_node' is missing"),
                object("advanced-watchdog,id=w,awd_node=nope", "Device 'nope' not found"),
                object(WATCHDOG + ",notification_node=nope", "Device 'nope' not found"),
                object(WATCHDOG + ",iothread=nope", "Device 'nope' not found"),
                after(List.of("-object", "advanced-watchdog,id=v,awd_node=good"), object(WATCHDOG, "Device 'good' is in use")),
                object(WATCHDOG + ",opt_script=" + script, "advanced-watchdog needs 'notification_node' property set with 'opt_script'"),
                object(nodes + missing("nowhere"), "advanced-watchdog can't open opt_script: " + missing("nowhere")),
                object(nodes + "/proc/self/mem", "advanced-watchdog can't read opt_script: /proc/self/mem"),
                object(nodes + empty, "advanced-watchdog can't read opt_script: " + empty),
                object(nodes + directory, "advanced-watchdog can't read opt_script: " + directory)));
    }

    @Test
    void aWrongChardevIsToldInOneLineAndNothingIsLeft() {
        String unused = "socket,id=c,host=127.0.0.1,port=" + SocketTable.freePort();
        String port = unused.substring(unused.lastIndexOf('=') + 1);
        refused(List.of(
                chardev("socket,host=127.0.0.1,port=1", "chardev: no id specified"),
                chardev("id=c", "chardev: \"c\" missing backend"),
                chardev("bogus,id=c", "'bogus' is not a valid char driver name"),
                after(List.of("-chardev", "null,id=c"), chardev("null,id=c", "Duplicate ID 'c' for chardev")),
                chardev("socket,id=c,host=127.0.0.1", "chardev: socket: no port given"),
                chardev(unused, "Failed to connect to '127.0.0.1:" + port + "': Connection refused"),
                chardev("socket,id=c,path=" + missing("nobody"), "Failed to connect to '" + missing("nobody") + "': No such file or directory"),
                chardev("socket,id=c,host=127.0.0.1,port=" + taken.getLocalPort() + ",server=on,wait=off",
                        "Failed to find an available port: Address already in use"),
                chardev("socket,id=c,host=127.0.0.1,port=70000,server=on,wait=off",
                        "address resolution failed for 127.0.0.1:70000: Servname not supported for ai_socktype"),
                chardev("socket,id=c,host=127.0.0.1,port=abc", "address resolution failed for 127.0.0.1:abc: Servname not supported for ai_socktype"),
                chardev("socket,id=c,host=" + NO_HOST + ",port=1", "address resolution failed for " + NO_HOST + ":1: Name or service not known"),
                chardev("socket,id=c,host=192.0.2.1,port=" + port + ",server=on,wait=off", "Failed to bind socket: Cannot assign requested address"),
                chardev(unused + ",wait=off", "'wait' option is incompatible with socket in client connect mode"),
                chardev(unused + ",server=on,wait=off,reconnect=1", "'reconnect' option is incompatible with socket in server listen mode"),
                chardev(unused + ",foo=1", "Invalid parameter 'foo'"),
                chardev("file,id=c,path=" + missing("nowhere/file"), "Could not open '" + missing("nowhere/file") + "': No such file or directory")));
    }

    @Test
    void aWrongConfigFileIsToldWithItsLineAndNothingIsLeft() throws IOException {
        Path gone = folder.resolve("gone.conf");
        refused(List.of(
                option("-readconfig", gone.toString(), "Could not open '" + gone + "': No such file or directory"),
                config("syntax.conf", "# two lines\n[object \"a\"]\n  qom-type = iothread\n", 3, "parse error"),
                config("group.conf", "[nosuch \"a\"]\n", 1, "There is no option group 'nosuch'"),
                config("nogroup.conf", "\nqom-type = \"iothread\"\n", 2, "no group defined"),
                config("type.conf", "[object \"io\"]\n  qom-type = \"iothread\"\n\n[object \"a\"]\n  qom-type = \"nosuch\"\n", 4,
                        "Parameter 'qom-type' does not accept value 'nosuch'"),
                config("link.conf", "[object \"w\"]\n  qom-type = \"advanced-watchdog\"\n  awd_node = \"nope\"\n", 1, "Device 'nope' not found")));
    }

    private static Case config(String name, String text, int line, String message) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return new Case(List.of("-readconfig", file.toString()), "awd:" + file + ":" + line + ": " + message);
    }

    private static void refused(List<Case> cases) {
        ExecutorService starts = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            cases.forEach(each -> all.add(starts.submit(() -> {
                refused(each);
                return each;
            })));
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            starts.shutdownNow();
        }
    }

    /** Beside a listener and a sink that are well, so that there is something that could be left. */
    private static void refused(Case wrong) throws IOException {
        Path own = Files.createTempDirectory(folder, "case");
        int port = SocketTable.freePort();
        List<String> options = new ArrayList<>(List.of("-pidfile", own.resolve("pid").toString(),
                "-chardev", "socket,id=good,host=127.0.0.1,port=" + port + ",server=on,wait=off",
                "-chardev", "socket,id=unix,path=" + own.resolve("socket") + ",server=on,wait=off", "-chardev", "null,id=sink"));
        options.addAll(wrong.words());
        Awd.Result result = Awd.run(own, options);
        assertThat(result.err()).as("%s", wrong.words()).isEqualTo(wrong.line() + "\n");
        assertThat(result.out()).as("%s", wrong.words()).isEmpty();
        assertThat(result.status()).as("%s", wrong.words()).isEqualTo(1);
        try (Stream<Path> left = Files.list(own)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).as("files after %s", wrong.words()).containsExactlyInAnyOrder("out", "err");
        }
        new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
    }

    private static List<Command> commands() {
        int port = SocketTable.freePort();
        String client = "chardev-add socket,id=c,host=127.0.0.1,port=" + port;
        String nodes = "object-add advanced-watchdog,id=x,awd_node=free,notification_node=sink,opt_script=";
        return List.of(
                new Command("nosuch", "unknown command: 'nosuch'"),
                new Command("info nosuch", "unknown command: 'info nosuch' (there is: chardev, incidents, iothreads, name, objects, pending, version, watchdogs)"),
                new Command("object-add", "Error: usage: object-add TYPE,id=ID[,PROPERTY=VALUE]..."),
                new Command("object-add nosuch,id=x", "Error: Parameter 'qom-type' does not accept value 'nosuch'"),
                new Command("object_add iothread", "Error: Parameter 'id' is missing"),
                new Command("object-add id=x", "Error: Parameter 'qom-type' is missing"),
                new Command("object-add iothread,id=1a", "Error: Parameter 'id' expects an identifier (not '1a'). "
                        + "Identifiers consist of letters, digits, '-', '.', '_', starting with a letter."),
                new Command("object-add iothread,id=io", "Error: attempt to add duplicate property 'io' to object (type 'container')"),
                new Command("object-add iothread,id=x,foo=1", "Error: Parameter 'foo' is unexpected"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,timeout=-1", "Error: Parameter 'timeout' expects a uint64 value"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,timeout=1k", "Error: Parameter 'timeout' expects a uint64 value"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,timeout=0",
                        "Error: Property 'advanced-watchdog.timeout' requires a positive value"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,timeout=4294967296", "Error: Parameter 'timeout' expects uint32_t"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,server=maybe", "Error: Parameter 'server' expects 'on' or 'off'"),
                new Command("object-add advanced-watchdog,id=x", "Error: Parameter 'awd_node' is missing"),
                new Command("object-add advanced-watchdog,id=x,awd_node=nope", "Error: Device 'nope' not found"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,notification_node=nope", "Error: Device 'nope' not found"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,iothread=nope", "Error: Device 'nope' not found"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,iothread=w", "Error: Invalid parameter type for 'iothread', expected: iothread"),
                new Command("object-add advanced-watchdog,id=x,awd_node=good", "Error: Device 'good' is in use"),
                new Command("object-add advanced-watchdog,id=x,awd_node=free,opt_script=" + script,
                        "Error: advanced-watchdog needs 'notification_node' property set with 'opt_script'"),
                new Command(nodes + missing("nowhere"), "Error: advanced-watchdog can't open opt_script: " + missing("nowhere")),
                new Command(nodes + empty, "Error: advanced-watchdog can't read opt_script: " + empty),
                new Command(nodes + directory, "Error: advanced-watchdog can't read opt_script: " + directory),
                new Command("object-add monitor,id=x,chardev=good", "Error: Device 'good' is in use"),
                new Command("object-add shell,id=x,path=" + missing("nowhere/shell"),
                        "Error: Failed to bind socket to '" + missing("nowhere/shell") + "': No such file or directory"),
                new Command("object-del nosuch", "Error: object 'nosuch' not found"),
                new Command("object-del io", "Error: object 'io' is in use, can not be deleted"),
                new Command("chardev-add socket,host=127.0.0.1,port=1", "Error: chardev: no id specified"),
                new Command("chardev-add id=c", "Error: chardev: \"c\" missing backend"),
                new Command("chardev-add bogus,id=c", "Error: 'bogus' is not a valid char driver name"),
                new Command("chardev-add null,id=sink", "Error: Chardev with id 'sink' already exists"),
                new Command("chardev-add socket,id=c,host=127.0.0.1", "Error: chardev: socket: no port given"),
                new Command(client, "Error: Failed to connect to '127.0.0.1:" + port + "': Connection refused"),
                new Command("chardev-add socket,id=c,path=" + missing("nobody"),
                        "Error: Failed to connect to '" + missing("nobody") + "': No such file or directory"),
                new Command("chardev-add socket,id=c,host=127.0.0.1,port=" + taken.getLocalPort() + ",server=on,wait=off",
                        "Error: Failed to find an available port: Address already in use"),
                new Command("chardev-add socket,id=c,host=127.0.0.1,port=70000",
                        "Error: address resolution failed for 127.0.0.1:70000: Servname not supported for ai_socktype"),
                new Command("chardev-add socket,id=c,host=127.0.0.1,port=abc,server=on,wait=off",
                        "Error: address resolution failed for 127.0.0.1:abc: Servname not supported for ai_socktype"),
                new Command("chardev-add socket,id=c,host=" + NO_HOST + ",port=1",
                        "Error: address resolution failed for " + NO_HOST + ":1: Name or service not known"),
                new Command("chardev-add socket,id=c,host=192.0.2.1,port=" + port + ",server=on,wait=off",
                        "Error: Failed to bind socket: Cannot assign requested address"),
                new Command(client + ",wait=off", "Error: 'wait' option is incompatible with socket in client connect mode"),
                new Command(client + ",server=on,wait=off,reconnect=1", "Error: 'reconnect' option is incompatible with socket in server listen mode"),
                new Command(client + ",foo=1", "Error: Parameter 'foo' is unexpected"),
                new Command("chardev-add file,id=c,path=" + missing("nowhere/file"),
                        "Error: Could not open '" + missing("nowhere/file") + "': No such file or directory"),
                new Command("chardev-remove nosuch", "Error: Chardev 'nosuch' not found"),
                new Command("chardev_remove good", "Error: Chardev 'good' is busy"),
                new Command("chardev-remove sink", "Error: Chardev 'sink' is busy"),
                new Command("qom-set /objects/nosuch timeout 1", "Error: Device '/objects/nosuch' not found"),
                new Command("qom-set /objects/w nosuch 1", "Error: Property 'advanced-watchdog.nosuch' not found"),
                new Command("qom-set /objects/w timeout 0", "Error: Property 'advanced-watchdog.timeout' requires a positive value"),
                new Command("qom-set /objects/w timeout abc", "Error: Parameter 'timeout' expects a uint64 value"),
                new Command("qom-set /objects/w pulse-interval 4294967296", "Error: Parameter 'pulse_interval' expects uint32_t"),
                new Command("qom-set /objects/w awd_node free", "Error: Property 'advanced-watchdog.awd_node' can not be changed at run time"),
                new Command("qom-set /objects/w state expired", "Error: Property 'advanced-watchdog.state' is not writable"),
                new Command("qom-get /objects/w nosuch", "Error: Property 'advanced-watchdog.nosuch' not found"),
                new Command("qom-list /objects/nosuch", "Error: Device '/objects/nosuch' not found"));
    }

    /** What a refused command must leave as it was. */
    private record Picture(String objects, String chardevs, String pending, Set<Integer> listening) {
        static Picture of(Awd awd) {
            ShellSocket shell = ShellSocket.of(awd);
            return new Picture(shell.ask("info objects"), shell.ask("info chardev"), shell.ask("info pending"), SocketTable.listening(awd.pid()));
        }
    }

    @Test
    void aRunningDaemonRefusesTheSameAndStaysAsItWas() throws IOException {
        Path own = Files.createTempDirectory(folder, "running");
        int good = SocketTable.freePort();
        try (Awd awd = Awd.start(own, List.of("-chardev", "socket,id=good,host=127.0.0.1,port=" + good + ",server=on,wait=off",
                "-chardev", "socket,id=free,host=127.0.0.1,port=0,server=on,wait=off", "-chardev", "null,id=sink", "-object", "iothread,id=io",
                "-object", WATCHDOG + ",iothread=io,notification_node=sink,opt_script=" + script))) {
            ShellSocket shell = ShellSocket.of(awd);
            Picture before = Picture.of(awd);
            assertThat(before.listening()).hasSize(2).contains(good);
            for (Command command : commands()) {
                assertThat(shell.refusal(command.text())).as(command.text()).isEqualTo(command.message());
                assertThat(Picture.of(awd)).as("after %s", command.text()).isEqualTo(before);
            }
            // what a refused command had reserved or opened would stand in the way of these
            shell.ask("object-add iothread,id=x");
            shell.ask("chardev-add null,id=c");
            shell.ask("object-add advanced-watchdog,id=y,awd_node=free,notification_node=sink,opt_script=" + script);
        }
    }

    @Test
    void theShellClientExitsWithOneAndSaysWhyOnStandardError() throws IOException {
        Path own = Files.createTempDirectory(folder, "client");
        try (Awd awd = Awd.start(own, List.of("-object", "iothread,id=io"))) {
            Awd.Result refused = awd.shell("object-add nosuch,id=x");
            assertThat(refused).isEqualTo(new Awd.Result(1, "", "Error: Parameter 'qom-type' does not accept value 'nosuch'\n"));
            assertThat(awd.shell("object-del io")).isEqualTo(new Awd.Result(0, "", ""));
        }
    }
}
