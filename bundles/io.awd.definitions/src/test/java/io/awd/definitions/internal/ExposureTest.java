package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.Definition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
    @ParameterizedTest
    @CsvSource({
        "'tcp::4445,server,nowait', *:4445",
        "'tcp:0.0.0.0:4445,server=on', 0.0.0.0:4445",
        "'tcp:[::]:4445,server', :::4445",
        "'tcp:127.example.org:1,server', 127.example.org:1",
        "'tcp:192.0.2.1:4445,server=yes', 192.0.2.1:4445"})
    void aListenerThatOthersReach(String device, String address) throws Exception {
        assertThat(Exposure.of(MonitorDevice.read(device, "m", "-monitor x"))).containsExactly(new Exposure.Listener("m", address, "-monitor x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:127.0.0.1:1,server", "tcp:127.0.1.1:1,server", "tcp:localhost:1,server", "tcp:[::1]:1,server", "tcp:192.0.2.1:1",
        "tcp:192.0.2.1:1,server=off", "unix:/p,server", "stdio", "chardev:missing"})
    void othersAreNot(String device) throws Exception {
        assertThat(Exposure.of(MonitorDevice.read(device, "m", "o"))).isEmpty();
    }

    @Test
    void aMonitorObjectOnAChardevCountsTooAPlainChardevDoesNot() throws Exception {
        List<Definition> definitions = new ArrayList<>(List.of(Definition.chardev("socket,id=c,port=1,server=on")));
        assertThat(Exposure.of(definitions)).isEmpty();
        definitions.add(Definition.object("monitor,id=m,chardev=c"));
        assertThat(Exposure.of(definitions)).containsExactly(new Exposure.Listener("m", "*:1", ""));
    }
}
