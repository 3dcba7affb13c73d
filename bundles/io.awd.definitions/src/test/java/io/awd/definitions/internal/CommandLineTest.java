package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static final Places PLACES = new Places("/opt/awd", "/tmp/run");
    private final List<String> warnings = new ArrayList<>();

    private Request read(String... arguments) throws OptionException {
        return CommandLine.read(List.of(arguments), PLACES, new Discretion(List.of()), warnings::add);
    }

    private Request.Start start(String... arguments) throws OptionException {
        return (Request.Start) read(arguments);
    }

    private static Definition chardev(String type, String id, Map<String, String> properties, String origin) {
        return new Definition(Kind.CHARDEV, type, id, properties, origin);
    }

    private static Definition object(String type, String id, Map<String, String> properties, String origin) {
        return new Definition(Kind.OBJECT, type, id, properties, origin);
    }

    @Test
    void theDemosPrimary() throws Exception {
        Request.Start start = start(("-chardev socket,id=h1,host=3.3.3.3,port=9009,server,nowait"
                + " -chardev socket,id=heartbeat0,host=3.3.3.3,port=4445 -object iothread,id=iothread1"
                + " -object advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=heartbeat0,opt_script=colo_opt_script_path,"
                + "iothread=iothread1,pulse_interval=1000,timeout=5000").split(" "));

        assertThat(start.monitorGiven()).isFalse();
        assertThat(start.definitions()).containsExactly(
                chardev("socket", "h1", Map.of("host", "3.3.3.3", "port", "9009", "server", "on", "wait", "off"),
                        "-chardev socket,id=h1,host=3.3.3.3,port=9009,server,nowait"),
                chardev("socket", "heartbeat0", Map.of("host", "3.3.3.3", "port", "4445"), "-chardev socket,id=heartbeat0,host=3.3.3.3,port=4445"),
                object("iothread", "iothread1", Map.of(), "-object iothread,id=iothread1"),
                object("advanced-watchdog", "heart1",
                        Map.of("server", "on", "awd_node", "h1", "notification_node", "heartbeat0", "opt_script", "colo_opt_script_path",
                                "iothread", "iothread1", "pulse_interval", "1000", "timeout", "5000"),
                        "-object advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=heartbeat0,opt_script=colo_opt_script_path,"
                                + "iothread=iothread1,pulse_interval=1000,timeout=5000"));
        assertThat(warnings).containsExactly(
                "awd: -chardev socket,id=h1,host=3.3.3.3,port=9009,server,nowait: warning: short-form boolean option 'server' deprecated",
                "Please use server=on instead",
                "awd: -chardev socket,id=h1,host=3.3.3.3,port=9009,server,nowait: warning: short-form boolean option 'nowait' deprecated",
                "Please use wait=off instead");
    }

    @Test
    void theDemosSecondary() throws Exception {
        Request.Start start = start(("-monitor tcp::4445,server,nowait -chardev socket,id=h1,host=3.3.3.3,port=9009,reconnect=1"
                + " -chardev socket,id=heart1,host=3.3.3.8,port=4445 -object iothread,id=iothread1"
                + " -object advanced-watchdog,id=heart1,server=off,awd_node=h1,notification_node=heart1,opt_script=colo_secondary_opt_script,"
                + "iothread=iothread1,timeout=10000").split(" "));

        assertThat(start.monitorGiven()).isTrue();
        assertThat(warnings).isEmpty();
        assertThat(start.definitions()).extracting(Definition::kind, Definition::type, Definition::id).containsExactly(
                tuple(Kind.CHARDEV, "socket", "h1"),
                tuple(Kind.CHARDEV, "socket", "heart1"),
                tuple(Kind.OBJECT, "iothread", "iothread1"),
                tuple(Kind.OBJECT, "advanced-watchdog", "heart1"),
                tuple(Kind.CHARDEV, "socket", "compat_monitor0"),
                tuple(Kind.OBJECT, "monitor", "compat_monitor0"));
        assertThat(start.definitions().get(4).properties()).isEqualTo(Map.of("port", "4445", "server", "on", "wait", "off"));
    }

    @Test
    void twoDashesAreAsGoodAsOneAndTheOriginIsAsTyped() throws Exception {
        assertThat(start("--chardev", "null,id=a").definitions()).containsExactly(chardev("null", "a", Map.of(), "--chardev null,id=a"));
    }

    @Test
    void doorsComeLastAndCountUp() throws Exception {
        Request.Start start = start("-shell", "/s0", "-monitor", "stdio", "-shell", "s1", "-monitor", "none", "-monitor", "chardev:c", "-chardev", "null,id=c");

        assertThat(start.definitions()).containsExactly(
                chardev("null", "c", Map.of(), "-chardev null,id=c"),
                chardev("stdio", "compat_monitor0", Map.of(), "-monitor stdio"),
                object("monitor", "compat_monitor0", Map.of("chardev", "compat_monitor0"), "-monitor stdio"),
                object("monitor", "compat_monitor1", Map.of("chardev", "c"), "-monitor chardev:c"),
                object("shell", "shell0", Map.of("path", "/s0"), "-shell /s0"),
                object("shell", "shell1", Map.of("path", "s1"), "-shell s1"));
    }

    @Test
    void noMonitorIsAWishToo() throws Exception {
        assertThat(start("-monitor", "none").monitorGiven()).isTrue();
        assertThat(start("-monitor", "none").definitions()).isEmpty();
    }

    @Test
    void jsonObject() throws Exception {
        String json = "{\"qom-type\":\"advanced-watchdog\",\"id\":\"w\",\"awd-node\":[\"a\",\"b\"],\"timeout\":5000,\"server\":true}";
        assertThat(start("-object", json).definitions()).containsExactly(object("advanced-watchdog", "w",
                Map.of("awd_node.0", "a", "awd_node.1", "b", "timeout", "5000", "server", "on"), "-object " + json));
    }

    @Test
    void filesAndName() throws Exception {
        Request.Files files = start("-name", "east,process=x", "-pidfile", "/p", "-D", "log", "-state", "s").files();

        assertThat(files.name()).contains("east");
        assertThat(files.pid()).contains(new Request.File(Path.of("/p"), "-pidfile /p"));
        assertThat(files.log()).contains(new Request.File(Path.of("log"), "-D log"));
        assertThat(files.state()).contains(new Request.File(Path.of("s"), "-state s"));
        assertThat(start("-chardev", "null,id=a").files()).isEqualTo(Request.Files.NONE);
    }

    @Test
    void configFilesAreReadInPlace(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("c.conf"), "[mon \"m\"]\nchardev = \"c\"\n[chardev \"c\"]\nbackend = \"null\"\n");
        Request.Start start = start("-object", "iothread,id=a", "-readconfig", file.toString(), "-object", "iothread,id=b");

        assertThat(start.definitions()).extracting(Definition::id).containsExactly("a", "c", "b", "m");
        assertThat(start.definitions().get(1).origin()).isEqualTo(file + ":3");
        assertThat(start.monitorGiven()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-help", "-h", "-?", "--help", "--h", "--?"})
    void helpWins(String word) throws Exception {
        assertThat(read("-object", "nonsense", "-readconfig", "/nonexistent", word, "-bogus")).isEqualTo(new Request.Help());
        assertThat(warnings).isEmpty();
    }

    static Stream<Arguments> questions() {
        return Stream.of(
                Arguments.of("-version", new Request.Version()),
                Arguments.of("-object help", new Request.Types(Kind.OBJECT)),
                Arguments.of("-object ?", new Request.Types(Kind.OBJECT)),
                Arguments.of("-object iothread,help", new Request.TypeOptions(Kind.OBJECT, "iothread", "-object iothread,help")),
                Arguments.of("-object iothread,id=a,help", new Request.TypeOptions(Kind.OBJECT, "iothread", "-object iothread,id=a,help")),
                Arguments.of("-chardev help", new Request.Types(Kind.CHARDEV)),
                Arguments.of("--chardev socket,help", new Request.TypeOptions(Kind.CHARDEV, "socket", "--chardev socket,help")));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void questionsAreAnsweredInsteadOfStarting(String line, Request answer) throws Exception {
        assertThat(read(("-chardev null,id=a " + line).split(" "))).isEqualTo(answer);
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                error("awd: -foo: invalid option", "-foo"),
                error("awd: --foo: invalid option", "--foo", "-help"),
                error("awd: ---name: invalid option", "---name", "x"),
                error("awd: x: invalid option", "-name", "a", "x"),
                error("awd: -: invalid option", "-"),
                error("awd: : invalid option", ""),
                error("awd: -name: requires an argument", "-name"),
                error("awd: --object: requires an argument", "-name", "-name", "--object"),
                error("awd: -name a,zz=1: Invalid parameter 'zz'", "-name", "a,zz=1"),
                error("awd: -object id=a: Parameter 'qom-type' is missing", "-object", "id=a"),
                error("awd: -object iothread: Parameter 'id' is missing", "-object", "iothread"),
                error("awd: -object iothread,id=1: Parameter 'id' expects an identifier (not '1'). Identifiers consist of letters, digits, '-', '.', '_',"
                        + " starting with a letter.", "-object", "iothread,id=1"),
                error("awd: -object iothread,id=a,=3: Invalid parameter ''", "-object", "iothread,id=a,=3"),
                error("awd: -object {\"id\":\"a\"}: Parameter 'qom-type' is missing", "-object", "{\"id\":\"a\"}"),
                error("awd: -object {\"id\":: JSON parse error, premature EOI", "-object", "{\"id\":"),
                error("awd: -chardev null: chardev: no id specified", "-chardev", "null"),
                error("awd: -chardev id=c: chardev: \"c\" missing backend", "-chardev", "id=c"),
                error("awd: -monitor foo: 'foo' is not a valid char driver", "-monitor", "foo"),
                error("awd: -monitor tcp:: parse error: tcp:", "-monitor", "tcp:"),
                error("awd: -readconfig /nonexistent/f: Could not open '/nonexistent/f': No such file or directory", "-readconfig", "/nonexistent/f"),
                error("awd: -readconfig /: Could not open '/': Is a directory", "-readconfig", "/"),
                error("awd: -pidfile : Could not open '': No such file or directory", "-pidfile", ""),
                error("awd: -state s\0: Could not open 's\0': Nul character not allowed", "-state", "s\0"));
    }

    private static Arguments error(String line, String... arguments) {
        return Arguments.of(line, Arrays.asList(arguments));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorsNameOptionAndValue(String line, List<String> arguments) {
        assertThatThrownBy(() -> CommandLine.read(arguments, PLACES, new Discretion(List.of()), warnings::add)).isInstanceOf(OptionException.class).hasMessage(line);
    }

    @Test
    void anErrorInAConfigFileNamesFileAndLineOnly(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("c.conf"), "\n[bogus \"a\"]\n");
        assertThatThrownBy(() -> read("-readconfig", file.toString())).hasMessage("awd:" + file + ":2: There is no option group 'bogus'");
    }

    @Test
    void everyOptionOfTheTableIsFoundByEachOfItsNames() {
        for (Option option : Option.values()) {
            for (String name : option.names()) {
                assertThat(Option.of("-" + name)).contains(option);
                assertThat(Option.of("--" + name)).contains(option);
                assertThat(Option.of(name)).isEqualTo(Optional.empty());
            }
        }
    }
}
