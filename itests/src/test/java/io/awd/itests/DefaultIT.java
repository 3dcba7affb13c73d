package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** awd without options: the embedded default shows the job by itself, and says what to type. */
class DefaultIT {
    private static final String PROMPT = "awd> ";
    private static final Pattern TYPED = Pattern.compile("(?m)^  (\\S+(?: \\S+)*)(?: {2,}\\(.*\\))?\\s*$");
    private static final Pattern ARRIVES = Pattern.compile("The script arrives in (\\S+)");
    private static final Pattern ANOTHER = Pattern.compile("From another terminal: (\\S+) (\\S+)");
    @TempDir
    private Path folder;

    private static Matcher find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in: %s", pattern, text).isTrue();
        return matcher;
    }

    private static String answer(TextClient terminal, String command) {
        terminal.type(command + "\n");
        return terminal.readTo(PROMPT);
    }

    private List<String> runFolders() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("awd-")).toList();
        }
    }

    @Test
    void onATerminalWhatItTellsToTypeMakesItFireAndRecover() throws Exception {
        try (Terminal terminal = Terminal.start(folder, List.of())) {
            TextClient client = terminal.client();
            String told = client.readTo(PROMPT);
            assertThat(told).contains("embedded default", "shell - type 'help'");
            List<String> commands = TYPED.matcher(told.replace("\r", "")).results().map(found -> found.group(1)).toList();
            assertThat(commands).hasSize(4).startsWith("info watchdogs").endsWith("quit");
            Path script = Path.of(find(ARRIVES, told).group(1));

            Eventually.holds(() -> assertThat(answer(client, commands.get(0))).containsPattern("primary +alive").containsPattern("secondary +alive"));
            assertThat(script).isEmptyFile();
            assertThat(answer(client, commands.get(1))).doesNotContain("Error");
            Eventually.holds(() -> assertThat(script).hasSameBinaryContentAs(Awd.HOME.resolve("etc/demo-opt-script")));
            assertThat(answer(client, commands.get(0))).containsPattern("primary +expired").containsPattern("secondary +alive");
            assertThat(answer(client, commands.get(2))).doesNotContain("Error");
            Eventually.holds(() -> assertThat(answer(client, commands.get(0))).containsPattern("primary +alive"));
            assertThat(script).hasSameBinaryContentAs(Awd.HOME.resolve("etc/demo-opt-script"));
            assertThat(client.text()).as("the log tells of it on the same terminal").contains("primary: expired: no message for", "primary: alive: heard again");
            assertThat(answer(client, "felix:lb -s")).contains("io.awd.watchdog");

            client.type(commands.get(3) + "\n");
            assertThat(terminal.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(terminal.process().exitValue()).isZero();
            assertThat(runFolders()).isEmpty();
        }
    }

    @Test
    void withoutATerminalItTellsTheSameAndHasNoShellThere() throws IOException {
        try (Awd awd = Awd.launch(folder, Awd.HOME, folder.resolve("none"), List.of())) {
            Eventually.holds(() -> assertThat(awd.out()).contains("From another terminal"));
            assertThat(awd.out()).contains("embedded default", "  info watchdogs\n", "  quit\n").doesNotContain(PROMPT);
            Matcher another = find(ANOTHER, awd.out());
            Awd.Result objects = Awd.command(folder, List.of(another.group(1), another.group(2), "-c", "info objects"));
            assertThat(objects.status()).isZero();
            assertThat(objects.out()).contains("primary", "secondary").containsOnlyOnce("  shell  ").contains("terminal=off");
            assertThat(awd.process().isAlive()).as("runs on though its standard input has ended").isTrue();
            assertThat(awd.stop()).isZero();
            assertThat(awd.out()).doesNotContain(PROMPT);
            assertThat(runFolders()).isEmpty();
        }
    }

    @Test
    void optionsWithoutAMonitorGiveATerminalItsShell() throws Exception {
        try (Terminal terminal = Terminal.start(folder, List.of("-name", "typed at", "-chardev", "null,id=n"))) {
            TextClient client = terminal.client();
            client.readTo(PROMPT);
            assertThat(answer(client, "info name")).contains("typed at");
            assertThat(answer(client, "object-add iothread,id=a; object_del b")).contains("Error: object 'b' not found");
            assertThat(answer(client, "info objects")).containsPattern("a +iothread");
            client.type("exit\n");
            assertThat(terminal.process().isAlive()).as("leaving the shell is not stopping the daemon").isTrue();
        }
    }

    @Test
    void aMonitorThatWasDeclinedGivesATerminalNoShell() throws IOException {
        Path shell = folder.resolve("shell");
        try (Terminal terminal = Terminal.start(folder, List.of("-monitor", "none", "-shell", shell.toString()))) {
            terminal.client().readTo("ready: 0 chardevs, 1 objects");
            assertThat(new ShellSocket(shell).ask("info objects")).containsOnlyOnce("  shell  ").contains("terminal=off");
            assertThat(terminal.client().text()).doesNotContain(PROMPT);
        }
    }
}
