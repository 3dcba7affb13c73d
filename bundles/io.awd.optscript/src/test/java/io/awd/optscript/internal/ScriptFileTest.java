package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.PropertyDescription;
import io.awd.api.optscript.OptScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is read once, when its watchdog is made. */
class ScriptFileTest {
    @TempDir
    private Path folder;
    private final OptScriptType type = new OptScriptType(new IncidentLog());

    @AfterEach
    void close() {
        type.close();
    }

    private Instance<OptScriptType.Properties> create(Path file, String role) throws AwdException {
        return type.create(new Bench(file, role, Map.of()));
    }

    private Path file(String name, byte... bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }

    private void refuses(Path file, String role, String message) {
        assertThatThrownBy(() -> create(file, role)).isInstanceOf(AwdException.class).hasMessage(message + ": " + file);
    }

    @Test
    void anAbsentFileCannotBeOpened() {
        refuses(folder.resolve("absent"), "opt", "advanced-watchdog can't open opt_script");
    }

    @Test
    void aLinkToNothingCannotBeOpened() throws Exception {
        refuses(Files.createSymbolicLink(folder.resolve("link"), folder.resolve("absent")), "opt", "advanced-watchdog can't open opt_script");
    }

    @Test
    void theErrorNamesThePropertyThatTheFileCameFrom() {
        refuses(folder.resolve("absent"), "recover", "advanced-watchdog can't open recover_script");
    }

    @Test
    void aDirectoryCannotBeRead() {
        refuses(folder, "opt", "advanced-watchdog can't read opt_script");
    }

    @Test
    void aFileThatFailsWhileItIsReadCannotBeRead() {
        refuses(Path.of("/proc/self/mem"), "opt", "advanced-watchdog can't read opt_script");
    }

    @Test
    void aFileThatIsLargerThanAnyNodeTakesIsRefusedAndNotReadToItsEnd() {
        assertThatThrownBy(() -> create(Path.of("/dev/zero"), "opt"))
                .hasMessage("advanced-watchdog can't read opt_script: /dev/zero (larger than 1048576 bytes)");
    }

    @Test
    void anEmptyFileCannotBeRead() throws Exception {
        refuses(file("empty"), "recover", "advanced-watchdog can't read recover_script");
    }

    @Test
    void aMissingLastNewlineIsAWarningThatNamesTheFile() throws Exception {
        Path file = file("no_newline", (byte) 'q');
        create(file, "opt");
        assertThat(CapturedLog.lines(file.toString())).containsExactly(
                "WARN heart1: " + file + " does not end with a newline: a monitor will not execute its last line");
    }

    @Test
    void aWholeFileIsNoWarning() throws Exception {
        Path file = file("whole", (byte) 'q', (byte) '\n');
        create(file, "opt");
        assertThat(CapturedLog.lines(file.toString())).isEmpty();
    }

    @Test
    void statusHasSizeAndDigest() throws Exception {
        ScriptStatus status = (ScriptStatus) create(file("abc", (byte) 'a', (byte) 'b', (byte) 'c'), "opt").status();
        assertThat(status.size()).isEqualTo(3);
        assertThat(status.digest()).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void everyByteGoesToARawNodeAsItIs() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        FakeNode node = FakeNode.raw("n");
        run(create(file("binary", all), "opt"), node);
        assertThat(node.got).singleElement().satisfies(step -> assertThat(step.bytes()).containsExactly(all));
    }

    @Test
    void whatIsSentIsWhatWasReadAtCreation() throws Exception {
        Path file = file("changed", (byte) 'a', (byte) '\n');
        Instance<OptScriptType.Properties> script = create(file, "opt");
        FakeNode node = FakeNode.raw("n");
        Files.writeString(file, "something else\n");
        run(script, node);
        Files.delete(file);
        run(script, node);
        assertThat(node.texts()).containsExactly("a\n", "a\n");
    }

    private static void run(Instance<OptScriptType.Properties> script, FakeNode node) {
        ((OptScript) script).run(Bench.EXPIRY, List.of(node), Bench.STOP);
    }

    @Test
    void itIsAPartWithAFileAnOwnerAndARole() {
        assertThat(type.description().kind()).isEqualTo(Kind.PART);
        assertThat(type.description().name()).isEqualTo("opt-script");
        assertThat(type.description().properties()).extracting(PropertyDescription::name).containsExactly("file", "owner", "role");
        assertThat(type.description().properties()).filteredOn(PropertyDescription::required)
                .extracting(PropertyDescription::name).containsExactly("owner", "role");
    }
}
