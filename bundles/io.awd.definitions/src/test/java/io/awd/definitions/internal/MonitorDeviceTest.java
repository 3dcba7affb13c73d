package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MonitorDeviceTest {
    static Stream<Arguments> devices() {
        return Stream.of(
                Arguments.of("stdio", "stdio", Map.of()),
                Arguments.of("tcp::4445,server,nowait", "socket", Map.of("port", "4445", "server", "on", "wait", "off")),
                Arguments.of("tcp:127.0.0.1:4445,server=on,wait=off", "socket", Map.of("host", "127.0.0.1", "port", "4445", "server", "on", "wait", "off")),
                Arguments.of("tcp:host:4445", "socket", Map.of("host", "host", "port", "4445")),
                Arguments.of("tcp:[::1]:4445,server", "socket", Map.of("host", "::1", "port", "4445", "server", "on")),
                Arguments.of("tcp::abc,foo=bar", "socket", Map.of("port", "abc", "foo", "bar")),
                Arguments.of("unix:/run/m", "socket", Map.of("path", "/run/m")),
                Arguments.of("unix:a,,b,server,nowait", "socket", Map.of("path", "a,b", "server", "on", "wait", "off")));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aDeviceIsAChardevAndAMonitor(String device, String backend, Map<String, String> properties) throws Exception {
        assertThat(MonitorDevice.read(device, "compat_monitor3", "o")).containsExactly(
                new Definition(Kind.CHARDEV, backend, "compat_monitor3", properties, "o"),
                new Definition(Kind.OBJECT, "monitor", "compat_monitor3", Map.of("chardev", "compat_monitor3"), "o"));
    }

    @Test
    void aChardevThatIsDefinedElsewhere() throws Exception {
        assertThat(MonitorDevice.read("chardev:c1", "m", "o")).isEqualTo(
                List.of(new Definition(Kind.OBJECT, "monitor", "m", Map.of("chardev", "c1"), "o")));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
        "foo | 'foo' is not a valid char driver",
        "stdio,x | 'stdio,x' is not a valid char driver",
        "tcp: | parse error: tcp:",
        "tcp:: | parse error: tcp::",
        "tcp:4445 | parse error: tcp:4445",
        "tcp:::1:4445 | parse error: tcp:::1:4445",
        "tcp::1,=2 | Invalid parameter ''",
        "unix: | parse error: unix:",
        "unix:,server | parse error: unix:,server"})
    void othersAreRefused(String device, String message) {
        assertThatThrownBy(() -> MonitorDevice.read(device, "m", "o")).hasMessage(message.strip());
    }
}
