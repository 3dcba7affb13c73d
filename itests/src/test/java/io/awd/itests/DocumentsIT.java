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

/** What the README shows is what the program does. */
class DocumentsIT {
    private static final Pattern CONSOLE = Pattern.compile("```console\n\\$ (bin/awd[^\n]*)\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern CONFIG = Pattern.compile("```ini\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("\\| `([a-z-]+)(?: ([a-z]+))?[^|]*\\|");
    @TempDir
    private Path folder;

    private static String readme() throws IOException {
        return Files.readString(Awd.HOME.resolve("README.md"));
    }

    @TestFactory
    Stream<DynamicTest> everyConsoleExamplePrintsWhatTheReadmeShows() throws IOException {
        List<DynamicTest> tests = CONSOLE.matcher(readme()).results()
                .map(example -> DynamicTest.dynamicTest(example.group(1), () -> check(example.group(1), example.group(2)))).toList();
        assertThat(tests).hasSizeGreaterThan(4);
        return tests.stream();
    }

    private void check(String command, String shown) {
        List<String> words = List.of("/bin/sh", "-c", Awd.HOME + "/" + command);
        Awd.Result result = Awd.command(folder, words);
        assertThat(result.out() + result.err()).isEqualTo(shown + "\n");
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
}
