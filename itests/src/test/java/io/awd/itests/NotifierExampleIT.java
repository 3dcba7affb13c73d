package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notifier that is no part of AWD is dropped into {@code deploy/}, and its versions come and go while it is needed. */
class NotifierExampleIT {
    private static final Path JAR = Path.of(System.getProperty("awd.example"));
    private static final int ROUNDS = 10;
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.1.0";
    /** A prompt with a command, and what it prints if the page shows it. */
    private static final Pattern TYPED = Pattern.compile("^awd> (.*)\n((?:(?!awd> |```).*\n)*)", Pattern.MULTILINE);
    @TempDir
    private Path folder;
    private Path deploy;
    private Path lines;
    private Awd awd;
    private ShellSocket shell;
    private Guest guest;

    @BeforeEach
    void start() throws IOException {
        Path home = Installation.copy(folder.resolve("home")).home();
        deploy = home.resolve("deploy");
        lines = folder.resolve("lines");
        int port = SocketTable.freePort();
        awd = Awd.start(folder, home, List.of("-chardev", "socket,id=h,host=127.0.0.1,port=" + port + ",server=on,wait=off"));
        shell = ShellSocket.of(awd);
        Path script = Files.writeString(folder.resolve("script"), "# comes in pairs\nfirst\nsecond\n");
        drop("example.jar", OLD);
        Eventually.holds(() -> shell.ask("object-add notifier-file,id=file1,file=" + lines));
        // a recovery must not cancel an incident that waits for the next version
        shell.ask("object-add advanced-watchdog,id=w,server=on,awd_node=h,protocol=notify,timeout=600000,notification_node=file1,opt_script=" + script
                + ",cancel_on_recover=off");
        guest = new Guest(port);
    }

    @AfterEach
    void stop() throws Exception {
        Closing.all(guest, awd);
    }

    /** A guest that tells at will that it is well, or that its watchdog is to expire. */
    private final class Guest implements AutoCloseable {
        private final Socket socket;
        private final Thread thread = new Thread(this::run, "guest");
        private volatile boolean closed;
        private volatile int expiries;
        private volatile String trouble = "";

        Guest(int port) throws IOException {
            socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
            say("WATCHDOG=1");
            Watched.reaches(shell, "w", "alive");
        }

        private void say(String line) {
            try {
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void expire() {
            say("WATCHDOG=trigger");
            expiries++;
            Eventually.holds(() -> assertThat(written()).hasSize(2 * expiries));
            assertThat(shell.ask("qom-get w state")).isEqualTo("expired");
            say("WATCHDOG=1");
            Watched.reaches(shell, "w", "alive");
        }

        /** Expires on and on until it is closed. */
        private void run() {
            try {
                while (!closed) {
                    expire();
                }
            } catch (RuntimeException | AssertionError e) {
                trouble = e.toString();
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            try {
                thread.join(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            socket.close();
        }
    }

    private List<String> written() throws IOException {
        return Files.exists(lines) ? Files.readAllLines(lines) : List.of();
    }

    /** Puts the example, as if it were of this version, into the folder; whole, as FileInstall looks when it likes. */
    private void drop(String name, String version) throws IOException {
        Path made = folder.resolve("made");
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
            try (OutputStream file = Files.newOutputStream(made); JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream in = jar.getInputStream(entry)) {
                            in.transferTo(out);
                        }
                    }
                }
            }
        }
        Files.move(made, deploy.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The versions of the example that are there and started. */
    private List<String> versions() {
        return shell.ask("lb -s org.example.notifier").lines().filter(line -> line.contains("|Active"))
                .map(line -> line.replaceFirst(".*\\((\\S+)\\).*", "$1").replaceFirst(".*\\|", "").strip()).sorted().toList();
    }

    private void becomes(String... versions) {
        Eventually.holds(() -> assertThat(versions()).containsExactly(versions));
        Eventually.holds(() -> assertThat(shell.ask("info pending")).isEqualTo("nothing is pending"));
    }

    private Map<String, Long> counters() {
        return Stream.of("expiries", "messages", "timeout").collect(Collectors.toMap(name -> name, name -> shell.number("w", name)));
    }

    @Test
    void whatIsDroppedIntoDeployIsANotifierLikeAnyOther() throws Exception {
        assertThat(shell.ask("info pending")).isEqualTo("nothing is pending");
        guest.expire();
        assertThat(written()).containsExactly("first", "second");
        assertThat(shell.number("file1", "sent")).isEqualTo(2);
        assertThat(shell.refusal("object-add notifier-file,id=x,file=" + folder)).contains("Parameter 'file' expects a file (not '" + folder + "')");
        assertThat(shell.refusal("object-del file1")).contains("in use");
    }

    @Test
    void whatThePageOnNotifiersTypesDoesWhatItShows() throws Exception {
        Path page = Awd.HOME.resolve("doc/notifier.md");
        for (Examples.Example example : Examples.in(page).all()) {
            Files.writeString(folder.resolve(example.file()), example.text());
        }
        List<MatchResult> typed = TYPED.matcher(Files.readString(page)).results().toList();
        assertThat(typed).hasSizeGreaterThan(5);
        for (MatchResult line : typed) {
            String said = shell.ask(line.group(1));
            assertThat(line.group(2)).as(line.group(1)).isIn("", said + "\n");
        }
        Eventually.holds(() -> assertThat(folder.resolve("steps.out")).hasContent("first\nsecond\n"));
        assertThat(shell.ask("info watchdogs")).as("it reports no readiness of its own").doesNotContain("not ready");
    }

    @Test
    void aQuietWatchdogDoesNotNoticeThatVersionsComeAndGo() throws Exception {
        guest.expire();
        Map<String, Long> before = counters();
        drop("newer.jar", NEW);
        becomes(OLD, NEW);
        assertThat(counters()).isEqualTo(before);
        assertThat(shell.ask("qom-get w state")).isEqualTo("alive");
        assertThat(shell.number("file1", "sent")).as("told on to the newer version").isEqualTo(2);
        Files.delete(deploy.resolve("newer.jar"));
        becomes(OLD);
        assertThat(counters()).isEqualTo(before);
        assertThat(shell.ask("qom-get w state")).isEqualTo("alive");
        assertThat(shell.number("file1", "sent")).isEqualTo(2);
    }

    @Test
    void whileVersionsComeAndGoEveryLineIsWrittenOnce() throws Exception {
        guest.thread.start();
        for (int round = 0; round < ROUNDS; round++) {
            int before = guest.expiries;
            if (round % 2 == 0) {
                drop("newer.jar", NEW);
                becomes(OLD, NEW);
                Files.delete(deploy.resolve("newer.jar"));
            } else {
                drop("example.jar", NEW);
                becomes(NEW);
                drop("example.jar", OLD);
            }
            becomes(OLD);
            Eventually.holds(() -> assertThat(guest.expiries).as(guest.trouble).isGreaterThan(before + 1));
        }
        guest.close();
        assertThat(guest.trouble).isEmpty();
        assertThat(written()).isEqualTo(IntStream.range(0, guest.expiries).boxed().flatMap(i -> Stream.of("first", "second")).toList());
        assertThat(shell.number("w", "expiries")).isEqualTo(guest.expiries);
        assertThat(shell.number("file1", "sent")).isEqualTo(2L * guest.expiries);
        assertThat(awd.log().lines().filter(line -> line.contains("object file1 is back"))).as("swaps").hasSize(2 * ROUNDS);
        assertThat(awd.log().lines().filter(line -> line.matches(".*( ERROR |Caused by:|xception).*"))).as("what the log complains of").isEmpty();
    }

    /** Twenty watchdogs, each of which expires once a second, one after the other. */
    private final class Fire implements AutoCloseable {
        private static final int WATCHDOGS = 20;
        private static final long STEP_NANOS = 50_000_000L;
        private final List<Socket> guests = new ArrayList<>();
        private final Thread thread = new Thread(this::run, "fire");
        private volatile boolean closed;
        private volatile long shots;
        private volatile String trouble = "";

        Fire() throws IOException {
            for (int i = 0; i < WATCHDOGS; i++) {
                int port = SocketTable.freePort();
                Path script = Files.writeString(folder.resolve("script" + i), "x" + i + "\n");
                shell.ask("chardev-add socket,id=h" + i + ",host=127.0.0.1,port=" + port + ",server=on,wait=off");
                shell.ask("object-add advanced-watchdog,id=x" + i + ",awd_node=h" + i + ",protocol=notify,timeout=600000,notification_node=file1,opt_script=" + script);
                guests.add(new Socket(InetAddress.getByName("127.0.0.1"), port));
            }
            thread.start();
        }

        private void run() {
            try {
                long next = System.nanoTime();
                while (!closed) {
                    guests.get((int) (shots % WATCHDOGS)).getOutputStream().write("WATCHDOG=1\nWATCHDOG=trigger\n".getBytes(StandardCharsets.US_ASCII));
                    shots++;
                    next += STEP_NANOS;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } catch (IOException e) {
                trouble = e.toString();
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            try {
                thread.join(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (Socket guest : guests) {
                guest.close();
            }
        }
    }

    @Test
    void underTwentyExpiriesASecondEachIsAccountedForAndNoneIsSentTwice() throws Exception {
        try (Fire fire = new Fire()) {
            for (int round = 0; round < ROUNDS; round++) {
                long before = fire.shots;
                drop("newer.jar", NEW);
                becomes(OLD, NEW);
                Files.delete(deploy.resolve("newer.jar"));
                becomes(OLD);
                Eventually.holds(() -> assertThat(fire.shots).as(fire.trouble).isGreaterThan(before + 20));
            }
            fire.close();
            assertThat(fire.trouble).isEmpty();
            Eventually.holds(() -> assertThat(IntStream.range(0, Fire.WATCHDOGS).mapToLong(i -> shell.number("x" + i, "expiries")).sum()).isEqualTo(fire.shots));
            Eventually.holds(() -> assertThat(shell.ask("info incidents")).doesNotContain(" running"));
            Map<String, Long> written = written().stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
            long all = 0;
            try (JmxClient jmx = JmxClient.attach(awd.pid())) {
                for (int i = 0; i < Fire.WATCHDOGS; i++) {
                    String bean = "type=opt-script,id=x" + i + ",role=opt";
                    long sent = (Long) jmx.get(bean, "sent");
                    long unknown = (Long) jmx.get(bean, "unknown");
                    all += sent + unknown + (Long) jmx.get(bean, "acknowledged") + (Long) jmx.get(bean, "failed") + (Long) jmx.get(bean, "cancelled");
                    assertThat(written.getOrDefault("x" + i, 0L)).as("lines of x" + i).isBetween(sent, sent + unknown);
                }
            }
            assertThat(all).as("outcomes of all incidents").isEqualTo(fire.shots);
            assertThat(written.values().stream().mapToLong(Long::longValue).sum()).as("most go out").isGreaterThan(fire.shots / 2);
        }
    }
}
