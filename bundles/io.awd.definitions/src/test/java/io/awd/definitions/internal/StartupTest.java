package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupTest {
    private static final int READY = -1;
    @TempDir
    private Path folder;
    private final FakeContainer container = new FakeContainer().offer(Kind.OBJECT, "shell", "A shell.").offer(Kind.CHARDEV, "null", "Nothing.");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final BlockingQueue<Integer> exits = new LinkedBlockingQueue<>();
    private final PrintStream systemErr = System.err;
    private volatile String published = "";
    private boolean terminal;
    private volatile boolean stopping;

    @BeforeEach
    void catchTheLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(systemErr);
    }

    private Startup startup(String... arguments) {
        Startup.Surroundings process = new Startup.Surroundings(List.of(arguments), new Places(folder.toString(), "/run/awd"), terminal, "0.1.0",
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                to -> System.setErr(new PrintStream(to, true, StandardCharsets.UTF_8)), exits::add, path -> {
                    published = path.toString();
                    return () -> published = "taken back";
                }, () -> stopping);
        return new Startup(container, process, new AddedMark(folder.resolve("added"), "7"));
    }

    /** Starts and waits until all is done. */
    private Startup run(String... arguments) throws Exception {
        Startup startup = startup(arguments);
        startup.begin();
        assertThat(startup.join(Duration.ofSeconds(20))).as("start-up ends").isTrue();
        return startup;
    }

    private int status() {
        Integer status = exits.poll();
        return status == null ? READY : status;
    }

    private List<String> added() {
        return container.added.stream().map(each -> String.join(",", each.stream().map(Definition::id).toList())).toList();
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    @Test
    void makesWhatTheArgumentsSayAndIsReady() throws Exception {
        try (Startup startup = run("-object", "iothread,id=a", "-chardev", "null,id=c", "-monitor", "tcp::4445,server,nowait", "-name", "east")) {
            assertThat(status()).isEqualTo(READY);
            assertThat(startup).isNotNull();
        }
        assertThat(added()).containsExactly("a,c,compat_monitor0,compat_monitor0");
        assertThat(container.name).isEqualTo("east");
        assertThat(text(log)).contains("ready: 2 chardevs, 2 objects").contains("WARN")
                .contains("compat_monitor0: the monitor listens on *:4445 (-monitor tcp::4445,server,nowait)");
        assertThat(text(err)).isEmpty();
        assertThat(text(out)).isEmpty();
    }

    @Test
    void theTerminalsShellComesAfterReadyAndOnItsOwn() throws Exception {
        terminal = true;
        run("-chardev", "null,id=c").close();
        assertThat(added()).containsExactly("c", "terminal");
        assertThat(text(log)).contains("ready: 1 chardevs, 1 objects");
    }

    @Test
    void aTerminalWithoutTheShellsBundle() throws Exception {
        terminal = true;
        container.types.clear();
        run("-chardev", "null,id=c").close();
        assertThat(added()).containsExactly("c");
        assertThat(text(log)).contains("INFO").contains("no shell on the terminal");
        assertThat(status()).isEqualTo(READY);
    }

    @Test
    void withoutArgumentsTheInstallationsFileIsReadAndSaysWhatToType() throws Exception {
        terminal = true;
        Files.createDirectories(folder.resolve("etc"));
        Files.writeString(folder.resolve("etc/awd.conf"), "# hidden\n#> type\n#>   awd-shell ${awd.run}/s\n[object \"a\"]\nqom-type = \"iothread\"\n");
        container.onAdd = () -> out.writeBytes(("<" + container.added.size() + ">").getBytes(StandardCharsets.US_ASCII));
        run().close();
        assertThat(added()).containsExactly("a", "terminal");
        assertThat(text(out)).isEqualToNormalizingNewlines("<0>type\n  awd-shell /run/awd/s\n<1>");
    }

    @Test
    void withoutArgumentsAndWithoutThatFile() throws Exception {
        run().close();
        String file = folder.resolve("etc/awd.conf").toString();
        assertThat(text(err)).isEqualToNormalizingNewlines("awd: " + file + ": Could not open '" + file + "': No such file or directory\n");
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void whatTheContainerRefusesEndsItWithOneLine() throws Exception {
        container.refused = "b";
        run("-chardev", "null,id=c,server", "-object", "iothread,id=b,x=1").close();
        assertThat(text(err)).isEqualToNormalizingNewlines("""
                awd: -chardev null,id=c,server: warning: short-form boolean option 'server' deprecated
                Please use server=on instead
                awd: -object iothread,id=b,x=1: Duplicate ID 'b' for object
                """);
        assertThat(status()).isEqualTo(1);
        assertThat(text(log)).doesNotContain("ready");
    }

    @Test
    void whatTheContainerRefusesOfAFile() throws Exception {
        container.refused = "b";
        Path file = Files.writeString(folder.resolve("f"), "[chardev \"b\"]\nbackend = \"null\"\n");
        run("-readconfig", file.toString()).close();
        assertThat(text(err)).isEqualToNormalizingNewlines("awd:" + file + ":1: Duplicate ID 'b' for chardev\n");
    }

    @Test
    void whatTheContainerRefusesOfItsOwnMaking() throws Exception {
        terminal = true;
        container.refused = "terminal";
        run("-chardev", "null,id=c").close();
        assertThat(text(err)).isEqualToNormalizingNewlines("awd: Duplicate ID 'terminal' for object\n");
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void aFaultInAnotherBundleEndsItToo() throws Exception {
        container.onAdd = () -> {
            throw new IllegalStateException("broken");
        };
        run("-chardev", "null,id=c").close();
        assertThat(text(err)).startsWith("awd: start-up failed: java.lang.IllegalStateException: broken");
        assertThat(text(log)).contains("ERROR");
        assertThat(status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "-version | AWD version 0.1.0",
        "-help | AWD version 0.1.0",
        "-object help | List of user creatable objects:",
        "-object shell,help | shell options:",
        "-chardev help | Available chardev backend types:",
        "-chardev null,help | null options:"})
    void questionsAreAnsweredAndNothingIsMade(String line, String first) throws Exception {
        run((line.strip() + " -pidfile " + folder.resolve("p")).split(" ")).close();
        assertThat(text(out).lines().findFirst()).contains(first.strip());
        assertThat(status()).isZero();
        assertThat(container.added).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aQuestionForATypeThatIsNotThere() throws Exception {
        run("-object", "nosuch,help").close();
        assertThat(text(err)).isEqualToNormalizingNewlines("awd: -object nosuch,help: invalid object type: nosuch\n");
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void filesAreOpenBeforeAnythingIsMadeAndGivenBackAtTheEnd() throws Exception {
        Path pid = folder.resolve("p");
        Path state = folder.resolve("s");
        container.onAdd = () -> assertThat(Files.exists(pid) && published.equals(state.toString())).isTrue();
        Startup startup = run("-pidfile", pid.toString(), "-state", state.toString(), "-chardev", "null,id=c");
        assertThat(status()).isEqualTo(READY);
        assertThat(pid).isNotEmptyFile();
        startup.close();
        assertThat(pid).doesNotExist();
        assertThat(published).isEqualTo("taken back");
    }

    @Test
    void theLogGoesToItsFileAndErrorsToStandardError() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "before\n");
        container.refused = "c";
        run("-D", file.toString(), "-monitor", "tcp::1,server=on,wait=off", "-chardev", "null,id=c").close();
        assertThat(Files.readString(file)).startsWith("before\n").contains("compat_monitor0").doesNotContain("Duplicate");
        assertThat(text(log)).doesNotContain("compat_monitor0");
        assertThat(text(err)).contains("Duplicate ID 'c' for chardev");
    }

    @Test
    void aLogThatCannotBeOpened() throws Exception {
        run("-D", folder.toString()).close();
        assertThat(text(err)).isEqualToNormalizingNewlines("awd: -D " + folder + ": Could not open '" + folder + "': Is a directory\n");
        assertThat(status()).isEqualTo(1);
    }

    @Test
    void aStartThatIsHeldUpEndsQuietlyWhenItIsStopped() throws Exception {
        container.held = "c";
        Path pid = folder.resolve("p");
        Startup startup = startup("-pidfile", pid.toString(), "-chardev", "null,id=c");
        startup.begin();
        assertThat(container.waiting.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pid).exists();
        startup.close();
        assertThat(startup.join(Duration.ZERO)).isTrue();
        assertThat(text(err)).isEmpty();
        assertThat(status()).isEqualTo(READY);
        assertThat(pid).doesNotExist();
    }

    /** The container may refuse a signal's moment earlier than this bundle is stopped. */
    @Test
    void whatFailsBecauseTheProcessStopsIsNoFailure() throws Exception {
        stopping = true;
        container.refused = "c";
        run("-chardev", "null,id=c").close();
        container.onAdd = () -> {
            throw new IllegalStateException("AWD is stopping");
        };
        run("-chardev", "null,id=d").close();
        assertThat(text(err)).isEmpty();
        assertThat(status()).isEqualTo(READY);
        assertThat(text(log)).doesNotContain("ERROR");
    }

    @Test
    void aSecondStartWithTheSameContainerAddsNothing() throws Exception {
        Path pid = folder.resolve("p");
        run("-chardev", "null,id=c", "-pidfile", pid.toString()).close();
        try (Startup again = run("-chardev", "null,id=c", "-pidfile", pid.toString())) {
            assertThat(added()).containsExactly("c");
            assertThat(pid).exists();
            assertThat(again).isNotNull();
        }
        run("-readconfig", "/nonexistent").close();
        assertThat(status()).as("a daemon that runs is not ended").isEqualTo(READY);
        assertThat(text(log)).contains("ERROR").contains("Could not open '/nonexistent'");
        Files.writeString(folder.resolve("added"), "6");
        run("-chardev", "null,id=c").close();
        assertThat(added()).as("a container that came anew").containsExactly("c", "c");
    }
}
