package io.awd.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyConversionTest {
    enum Mode { ONE, TCP_CONNECT }

    record Properties(
            @Property(text = "ms", defaultValue = "5000", min = 1, settable = true) long timeout,
            @Property(text = "flag", defaultValue = "off") boolean server,
            @Property(text = "choice", defaultValue = "one") Mode mode,
            @Property(text = "file") Optional<Path> optScript,
            @Property(text = "nodes", required = true) List<String> awdNode,
            @Property(text = "small", defaultValue = "-1", min = -1, max = 10) int small,
            @Property(name = "wait", text = "renamed") Optional<Boolean> waits,
            @Property(text = "hidden", secret = true, defaultValue = "s") String password) {
        Properties {
            if (small == 7) {
                throw new IllegalArgumentException("not 7");
            }
        }
    }

    record Status() {
    }

    private static final TypeDescription TYPE = TypeDescription.of(Kind.OBJECT, "advanced-watchdog", "", Properties.class, Status.class);

    private static Properties convert(String options) throws AwdException {
        return (Properties) PropertyConversion.convert(Definition.object("advanced-watchdog,id=a,awd_node=h1" + options), TYPE);
    }

    @Test
    void defaultsAreFilledIn() throws Exception {
        assertThat(convert("")).isEqualTo(new Properties(5000, false, Mode.ONE, Optional.empty(), List.of("h1"), -1, Optional.empty(), "s"));
    }

    @Test
    void allKindsOfValuesAreRead() throws Exception {
        assertThat(convert(",timeout=0x10,server,mode=tcp-connect,opt-script=/a/b,small=-1,nowait"))
                .isEqualTo(new Properties(16, true, Mode.TCP_CONNECT, Optional.of(Path.of("/a/b")), List.of("h1"), -1, Optional.of(false), "s"));
        assertThat(convert(",timeout=4294967295").timeout()).isEqualTo(4_294_967_295L);
        assertThat(convert(",timeout=010").timeout()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "timeout=0|Property 'advanced-watchdog.timeout' requires a positive value",
        "timeout=-1|Parameter 'timeout' expects a uint64 value",
        "timeout=abc|Parameter 'timeout' expects a uint64 value",
        "timeout=1.5|Parameter 'timeout' expects a uint64 value",
        "timeout=1k|Parameter 'timeout' expects a uint64 value",
        "timeout=|Parameter 'timeout' expects a uint64 value",
        "timeout=99999999999999999999|Parameter 'timeout' expects a uint64 value",
        "timeout=4294967296|Parameter 'timeout' expects uint32_t",
        "server=maybe|Parameter 'server' expects 'on' or 'off'",
        "mode=two|Parameter 'mode' does not accept value 'two' (one of one, tcp-connect)",
        "foo=1|Parameter 'foo' is unexpected",
        "timeout.0=1|Parameter 'timeout.0' is unexpected",
        "small=11|Parameter 'small' expects a value from -1 to 10",
        "small=x|Parameter 'small' expects an int64 value",
        "small=7|not 7"})
    void badValuesAreNamedAsQemuDoes(String option, String message) {
        assertThatThrownBy(() -> convert("," + option)).isInstanceOf(AwdException.class).hasMessage(message);
    }

    @Test
    void theCommandLineWordsAnUnknownPropertyInItsOwnWay() {
        assertThatThrownBy(() -> convert(",foo=1")).isInstanceOfSatisfying(AwdException.class,
                e -> assertThat(e.commandLine()).isEqualTo("Invalid parameter 'foo'"));
    }

    @Test
    void whatIsRequiredIsMissed() {
        assertThatThrownBy(() -> PropertyConversion.convert(Definition.object("advanced-watchdog,id=a"), TYPE))
                .hasMessage("Parameter 'awd_node' is missing");
    }

    @Test
    void valuesGoBackWithoutSecretsAndWithoutWhatIsNotSet() throws Exception {
        assertThat(PropertyConversion.values(convert(",mode=tcp-connect"), TYPE.properties())).containsEntry("mode", "tcp-connect")
                .containsEntry("timeout", 5000L).containsEntry("awd_node", List.of("h1")).doesNotContainKeys("password", "opt_script", "wait");
    }
}
