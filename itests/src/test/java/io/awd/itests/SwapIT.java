package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles are stopped, started, updated and refreshed under a heartbeat that goes on. */
class SwapIT {
    private static final int ROUNDS = 10;
    private static final List<String> BUNDLES = List.of("io.awd.watchdog", "io.awd.chardev", "io.awd.notifier.chardev", "io.awd.optscript");
    private static final Map<String, List<String>> PENDING = Map.of(
            "io.awd.watchdog", List.of("object w "),
            "io.awd.chardev", List.of("chardev h ", "chardev n ", "chardev f "),
            "io.awd.notifier.chardev", List.of("part n ", "part f "),
            "io.awd.optscript", List.of("part w "));
    private static final Pattern THREAD = Pattern.compile("^\"([^\"]+)\" #", Pattern.MULTILINE);
    private static final Pattern LOADERS = Pattern.compile("\\s(\\d+)\\s+\\d+\\s+org\\.apache\\.felix\\.framework\\.BundleWiringImpl\\$BundleClassLoader");
    private static final Pattern UNLOADED = Pattern.compile("^java\\.cls\\.unloadedClasses=(\\d+)", Pattern.MULTILINE);
    @TempDir
    private Path folder;
    private Awd awd;
    private ShellSocket shell;
    private SteadyPeer peer;
    private ServerSocket node;
    private Path script;
    private Path sent;

    @BeforeEach
    void start() throws IOException {
        int port = SocketTable.freePort();
        // takes connections by its backlog; nobody reads, as nothing may come
        node = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        script = Files.writeString(folder.resolve("script"), "system_reset\n");
        sent = folder.resolve("sent");
        awd = Awd.start(folder, List.of("-chardev", "socket,id=h,host=127.0.0.1,port=" + port + ",server=on,wait=off",
                "-chardev", "socket,id=n,host=127.0.0.1,port=" + node.getLocalPort(), "-chardev", "file,append=on,id=f,path=" + sent,
                "-object", "iothread,id=io", "-object", "advanced-watchdog,id=w,server=on,awd_node=h,notification_node.0=n,notification_node.1=f,"
                        + "opt_script=" + script + ",iothread=io,pulse_interval=200,timeout=5000"));
        shell = ShellSocket.of(awd);
        peer = SteadyPeer.to(port);
        alive();
    }

    @AfterEach
    void stop() throws Exception {
        Closing.all(peer, awd, node);
    }

    private void alive() {
        Eventually.holds(() -> {
            assertThat(shell.ask("info pending")).isEqualTo("nothing is pending");
            assertThat(shell.ask("qom-get w ready")).isEqualTo("true");
            return assertThat(shell.ask("qom-get w state")).isEqualTo("alive");
        });
    }

    private long id(String bundle) {
        Matcher line = Pattern.compile("^\\s*(\\d+)\\|\\w+\\s*\\|\\s*\\d+\\|" + Pattern.quote(bundle) + " ", Pattern.MULTILINE).matcher(shell.ask("lb -s"));
        assertThat(line.find()).as("a bundle %s", bundle).isTrue();
        return Long.parseLong(line.group(1));
    }

    /** One stop and start, with what must be seen in between. */
    private void swap(String bundle) {
        long id = id(bundle);
        long messages = shell.number("w", "messages");
        shell.ask("stop " + id);
        String pending = shell.ask("info pending").replaceAll(" +", " ");
        assertThat(pending).contains(PENDING.get(bundle)).contains("bundle " + bundle + " is stopped");
        assertThat(pending.lines()).hasSize(1 + PENDING.get(bundle).size());
        shell.ask("start " + id);
        alive();
        heardMoreThan(messages);
    }

    /** Counters go on, and so does the heartbeat. */
    private void heardMoreThan(long messages) {
        Eventually.holds(() -> assertThat(shell.number("w", "messages")).isGreaterThan(messages));
    }

    private void nothingFired() throws IOException {
        assertThat(shell.number("w", "expiries")).isZero();
        assertThat(sent).isEmptyFile();
        assertThat(awd.log().lines().filter(line -> line.matches(".*( ERROR | WARN |incident|Caused by:).*"))).as("what the log complains of").isEmpty();
    }

    private String jcmd(String... command) {
        List<String> all = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(awd.pid())));
        all.addAll(List.of(command));
        return Awd.command(folder, all).out();
    }

    /** How many threads of each name there are; those of the virtual machine come and go as they like. */
    private Map<String, Long> threads() {
        return THREAD.matcher(jcmd("Thread.print")).results().map(m -> m.group(1))
                .filter(name -> !name.matches("Attach Listener|(C1|C2) CompilerThread.*|Common-Cleaner|process reaper.*"))
                .collect(Collectors.groupingBy(name -> name.replaceAll("\\d+$", ""), TreeMap::new, Collectors.counting()));
    }

    /** Bundle class loaders that are still held after a full collection. */
    private int loaders() {
        Matcher line = LOADERS.matcher(jcmd("GC.class_histogram"));
        assertThat(line.find()).isTrue();
        return Integer.parseInt(line.group(1));
    }

    /** Classes that were unloaded since the start; only those of loaders that were collected are. */
    private long unloaded() {
        Matcher line = UNLOADED.matcher(jcmd("PerfCounter.print"));
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }

    @Test
    void afterTenRoundsOfStopAndStartNothingFiredAndNothingIsLeftOver() throws Exception {
        // what is made on first use is there after this
        BUNDLES.forEach(this::swap);
        Map<String, Long> threads = threads();
        int descriptors = SocketTable.descriptors(awd.pid());
        Set<Integer> listening = SocketTable.listening(awd.pid());
        int loaders = loaders();
        for (int round = 0; round < ROUNDS; round++) {
            BUNDLES.forEach(this::swap);
        }
        nothingFired();
        Eventually.holds(() -> assertThat(threads()).isEqualTo(threads));
        Eventually.holds(() -> assertThat(SocketTable.descriptors(awd.pid())).isLessThanOrEqualTo(descriptors));
        assertThat(SocketTable.listening(awd.pid())).isEqualTo(listening);
        Eventually.holds(() -> assertThat(loaders()).isLessThanOrEqualTo(loaders));
        theBeansAreThoseOfTheObjects();
    }

    private void theBeansAreThoseOfTheObjects() throws IOException {
        try (JmxClient jmx = JmxClient.attach(awd.pid())) {
            assertThat(jmx.beans()).containsExactlyInAnyOrder("type=container", "type=advanced-watchdog,id=w", "type=iothread,id=io",
                    "type=shell,id=shell0", "type=chardev,id=h", "type=chardev,id=n", "type=chardev,id=f", "type=opt-script,id=w,role=opt",
                    "type=notifier-chardev,id=n", "type=notifier-chardev,id=f");
        }
    }

    @Test
    void afterTenUpdatesAndRefreshesTheOldClassLoadersAreCollected() throws Exception {
        renewals(id -> {
            renew(id, "update");
            renew(id, "refresh");
        });
    }

    @Test
    void aBundleThatLeavesAgainWhileItsInstancesComeBackLeavesNothingBehind() throws Exception {
        renewals(id -> renew(id, "update", "refresh"));
    }

    private void renew(long id, String... commands) {
        long messages = shell.number("w", "messages");
        List.of(commands).forEach(command -> shell.ask(command + " " + id));
        Eventually.holds(() -> assertThat(shell.ask("lb -s")).containsPattern("\\b" + id + "\\|Active"));
        alive();
        heardMoreThan(messages);
    }

    /** Gives every bundle new wirings, and so new class loaders, round after round. */
    private void renewals(LongConsumer renewal) throws IOException {
        BUNDLES.forEach(bundle -> renewal.accept(id(bundle)));
        int loaders = loaders();
        Map<String, Long> threads = threads();
        int descriptors = SocketTable.descriptors(awd.pid());
        long unloaded = unloaded();
        for (int round = 0; round < ROUNDS; round++) {
            BUNDLES.forEach(bundle -> renewal.accept(id(bundle)));
        }
        nothingFired();
        Eventually.holds(() -> assertThat(loaders()).isLessThanOrEqualTo(loaders));
        Eventually.holds(() -> assertThat(threads()).as(awd.log()).isEqualTo(threads));
        Eventually.holds(() -> assertThat(SocketTable.descriptors(awd.pid())).isLessThanOrEqualTo(descriptors));
        // there were new loaders, and each took its classes with it
        assertThat(unloaded() - unloaded).isGreaterThan(ROUNDS * BUNDLES.size());
        theBeansAreThoseOfTheObjects();
    }

    @Test
    void aTypeWhoseBundleIsStoppedIsRefusedByTheBundlesNameAndWorksAfterItsStart() {
        String watchdog = "object-add advanced-watchdog,id=x,awd_node=free";
        shell.ask("chardev-add null,id=free");
        refusedWhileStopped("io.awd.watchdog", watchdog, "Error: Type 'advanced-watchdog' is not available: bundle io.awd.watchdog is stopped", "object-del x");
        refusedWhileStopped("io.awd.chardev", "chardev-add null,id=x", "Error: Type 'null' is not available: bundle io.awd.chardev is stopped",
                "chardev-remove x");
        refusedWhileStopped("io.awd.optscript", watchdog + ",notification_node=n,opt_script=" + script,
                "Error: Parameter 'opt_script': Type 'opt-script' is not available: bundle io.awd.optscript is stopped", "object-del x");
        shell.ask("chardev-add null,id=other");
        refusedWhileStopped("io.awd.notifier.chardev", watchdog + ",notification_node=other",
                "Error: Parameter 'notification_node': Type 'notifier-chardev' is not available: bundle io.awd.notifier.chardev is stopped", "object-del x");
    }

    private void refusedWhileStopped(String bundle, String command, String message, String undo) {
        long id = id(bundle);
        String objects = shell.ask("info objects");
        shell.ask("stop " + id);
        assertThat(shell.refusal(command)).isEqualTo(message);
        shell.ask("start " + id);
        alive();
        assertThat(shell.ask("info objects")).isEqualTo(objects);
        shell.ask(command);
        shell.ask(undo);
    }
}
