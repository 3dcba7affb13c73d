package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private static final Places PLACES = new Places("/opt/awd", "/tmp/run");
    private static final String TEXT = """
            # one of each
            #> type:
            #>   bin/awd-shell ${awd.run}/shell
            [chardev "h1"]
              backend = "socket"
              host = "127.0.0.1"
              port="14461"
              server = "on"

            [object "heart-1"]
              qom-type = "advanced-watchdog"
              awd-node = "h1"
              opt_script = "${awd.home}/etc/${other}"
            #comment = "x"
              timeout = "1"
              timeout = "2"
            [mon "m"]
              chardev = "h1"
              mode = "readline"
            #>
            """;

    private static ConfigFile parse(String text) throws OptionException {
        return ConfigFile.parse(text, "f.conf", PLACES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void groupsBecomeDefinitions(String newline) throws Exception {
        ConfigFile config = parse(TEXT.replace("\n", newline));

        assertThat(config.definitions()).containsExactly(
                new Definition(Kind.CHARDEV, "socket", "h1", Map.of("host", "127.0.0.1", "port", "14461", "server", "on"), "f.conf:4"),
                new Definition(Kind.OBJECT, "advanced-watchdog", "heart-1",
                        Map.of("awd_node", "h1", "opt_script", "/opt/awd/etc/${other}", "timeout", "2"), "f.conf:10"));
        assertThat(config.monitors()).containsExactly(
                new Definition(Kind.OBJECT, "monitor", "m", Map.of("chardev", "h1", "mode", "readline"), "f.conf:17"));
        assertThat(config.banner()).containsExactly("type:", "  bin/awd-shell /tmp/run/shell", "");
    }

    @Test
    void theLastGroupNeedsNoNewline() throws Exception {
        assertThat(parse("[object \"a\"]\nqom-type=\"iothread\"").definitions()).hasSize(1);
        assertThat(parse("").definitions()).isEmpty();
    }

    @Test
    void aValueMayBeEmptyOrHaveCommas() throws Exception {
        assertThat(parse("[chardev \"a\"]\nbackend = \"file\"\npath = \"a,b\"\nx = \"\"\n").definitions().get(0).properties())
                .isEqualTo(Map.of("path", "a,b", "x", ""));
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of("\n[bogus \"x\"]", "2: There is no option group 'bogus'"),
                Arguments.of("[machine]", "1: There is no option group 'machine'"),
                Arguments.of("a = \"b\"", "1: no group defined"),
                Arguments.of("nonsense", "1: parse error"),
                Arguments.of("[chardev \"a\"", "1: parse error"),
                Arguments.of("[chardev \"a\"]\nbackend = null", "2: parse error"),
                Arguments.of("[chardev \"a\"]\nbackend = \"null\" # comment", "2: parse error"),
                Arguments.of("[chardev \"a\"]\n  # comment", "2: parse error"),
                Arguments.of("[chardev \"a\"]\nbackend = \"null", "2: parse error"),
                Arguments.of("[chardev \"a\"]\nid = \"b\"", "2: Invalid parameter 'id'"),
                Arguments.of("\n[chardev \"a\"]\n\n[mon \"b\"]", "2: chardev: \"a\" missing backend"),
                Arguments.of("[chardev]\nbackend = \"null\"", "1: chardev: no id specified"),
                Arguments.of("[object \"a\"]\nfoo = \"1\"", "1: Parameter 'qom-type' is missing"),
                Arguments.of("[object]\nqom-type = \"iothread\"", "1: Parameter 'id' is missing"),
                Arguments.of("[mon]\nchardev = \"a\"", "1: Parameter 'id' is missing"),
                Arguments.of("[mon \"1\"]\nchardev = \"a\"", "1: Parameter 'id' expects an identifier (not '1'). Identifiers consist of letters, digits,"
                        + " '-', '.', '_', starting with a letter."));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorsNameFileAndLine(String text, String message) {
        assertThatThrownBy(() -> parse(text)).hasMessage("awd:f.conf:" + message);
    }

    @Test
    void aFileWhoseNameBeginsWithADashIsNotTakenForAnOption() {
        assertThatThrownBy(() -> ConfigFile.parse("?", "-x", PLACES)).hasMessage("awd:./-x:1: parse error");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThatThrownBy(() -> ConfigFile.read(new Request.File(Path.of("/nonexistent"), "-readconfig /nonexistent"), PLACES))
                .hasMessage("awd: -readconfig /nonexistent: Could not open '/nonexistent': No such file or directory");
    }
}
