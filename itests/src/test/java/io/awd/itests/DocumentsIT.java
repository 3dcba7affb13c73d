package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README, the manual page and the documents show is what the program does. What is only repeated there of the program's own words is written
 * anew with {@code -Dawd.documents=write} ({@code itests/documents}).
 */
class DocumentsIT {
    private static final Pattern CONSOLE = Pattern.compile("```console\n\\$ (bin/awd[^\n]*)\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern CONFIG = Pattern.compile("```ini\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("^-([A-Za-z]+)", Pattern.MULTILINE);
    private static final Pattern STATE = Pattern.compile("^\\| `([a-z]+)` \\|", Pattern.MULTILINE);
    private static final Pattern COMMAND = Pattern.compile("\\| `([a-z-]+)(?: ([a-z]+))?[^|]*\\|");
    private static final boolean WRITE = "write".equals(System.getProperty("awd.documents"));
    private static final Path SOURCES = Awd.HOME.resolve("../../src/main/dist").normalize();
    @TempDir
    private Path folder;

    private static String readme() throws IOException {
        return Files.readString(Awd.HOME.resolve("README.md"));
    }

    private static void same(Path shown, Path source, String old, String fresh) throws IOException {
        if (WRITE) {
            Files.writeString(source, Files.readString(source).replace(old, fresh));
        } else {
            assertThat(old).as("%s; itests/documents writes it anew", shown).isEqualTo(fresh);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyConsoleExamplePrintsWhatTheReadmeShows() throws IOException {
        List<DynamicTest> tests = CONSOLE.matcher(readme()).results()
                .map(example -> DynamicTest.dynamicTest(example.group(1), () -> check(example.group(1), example.group(2)))).toList();
        assertThat(tests).hasSizeGreaterThan(4);
        return tests.stream();
    }

    private void check(String command, String shown) throws IOException {
        List<String> words = List.of("/bin/sh", "-c", Awd.HOME + "/" + command);
        Awd.Result result = Awd.command(folder, words);
        same(Awd.HOME.resolve("README.md"), Awd.HOME.resolve("../../../README.md"), shown + "\n", result.out() + result.err());
    }

    @Test
    void theConfigFileOfTheReadmeIsAccepted() throws IOException {
        Matcher config = CONFIG.matcher(readme());
        assertThat(config.find()).isTrue();
        Path file = Files.writeString(folder.resolve("conf"), config.group(1).replace("\"9009\"", "\"0\""));
        try (Awd awd = Awd.start(folder, List.of("-readconfig", file.toString()))) {
            assertThat(awd.ask("info watchdogs")).contains("heart1");
        }
    }

    @Test
    void theCommandsOfTheReadmeAreThere() throws IOException {
        String table = readme().substring(readme().indexOf("| command |"), readme().indexOf("| MBean |"));
        try (Awd awd = Awd.start(folder, List.of("-monitor", "none"))) {
            String help = awd.ask("help");
            List<String> commands = COMMAND.matcher(table).results().map(m -> m.group(1)).filter(name -> !name.equals("help")).distinct().toList();
            assertThat(commands).contains("object-add", "info", "quit");
            assertThat(commands).allSatisfy(command -> assertThat(help).contains(command));
        }
    }

    @Test
    void theManualRepeatsEveryTypePropertyAndCommand() throws IOException {
        Path shown = Awd.HOME.resolve("man/awd.1");
        String page = Files.readString(shown);
        try (Awd awd = Awd.start(folder, List.of("-monitor", "none"))) {
            same(shown, SOURCES.resolve("man/awd.1"), page, new Reference(awd).in(page));
        }
    }

    @Test
    void theManualTellsOfEveryOption() throws IOException {
        String page = Files.readString(Awd.HOME.resolve("man/awd.1"));
        String options = page.substring(page.indexOf(".SH OPTIONS"), page.indexOf(".SH CHARACTER DEVICES"));
        String help = Awd.run(folder, List.of("-help")).out();
        List<String> names = OPTION.matcher(help).results().map(found -> found.group(1)).toList();
        assertThat(names).contains("chardev", "object", "check").allSatisfy(name -> assertThat(options).contains("\\-" + name));
    }

    @Test
    void theManualTellsOfEveryState() throws IOException {
        String page = Files.readString(Awd.HOME.resolve("man/awd.1"));
        String table = readme().split("\\| state \\|")[1].split("\n\n")[0];
        List<String> states = STATE.matcher(table).results().map(found -> found.group(1)).toList();
        assertThat(states).contains("waiting", "resting").allSatisfy(state -> assertThat(page).contains(".B " + state + "\n"));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleWorks() throws IOException {
        return Stream.of("man/awd.1", "doc/two-nodes.md").map(name -> DynamicTest.dynamicTest(name, () -> {
            Path place = Files.createDirectory(folder.resolve(Path.of(name).getFileName()));
            Examples.in(Awd.HOME.resolve(name)).check(place);
        }));
    }

    @Test
    void thePageOnNotifiersShowsTheExampleAsItIs() throws IOException {
        String page = Files.readString(Awd.HOME.resolve("doc/notifier.md"));
        Path example = Awd.HOME.resolve("../../../itests/notifier-example");
        assertThat(page).contains("```java\n" + Files.readString(example.resolve("src/main/java/org/example/notifier/FileNotifierType.java")) + "```\n");
    }
}
