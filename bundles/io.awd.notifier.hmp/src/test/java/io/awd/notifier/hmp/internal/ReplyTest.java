package io.awd.notifier.hmp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as QEMU 7.2.22 gave them. */
class ReplyTest {
    private static Reply of(boolean reading, String text) {
        Reply reply = new Reply(reading);
        text.lines().forEach(reply::line);
        return reply;
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown command: 'nosuch'", "unknown command: 'stop;'", "Error: Device 'nope' not found", "Device 'x' not found",
        "Error: NBD server not running", "Error: The feature 'colo' is not enabled", "invalid parameter: foo", "invalid CPU index", "No CPU available",
        "Could not open '/nonexistent': No such file or directory", "unknown event \"x\"", "Log items (comma separated):",
        "Device 'd0' is in use", "host forwarding rule for tcp::1 not found",
        "Command 'cont' not available with preconfig until machine initialization has completed."})
    void theseAreErrors(String line) {
        assertThat(of(false, line).error()).contains(line);
        assertThat(of(false, "some output\n" + line + "\nmore").error()).contains(line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "device_del: string expected|device_del",
        "system_reset: extraneous characters at the end of line|system_reset",
        "Expected 'on' or 'off'|set_link",
        "unexpected end of expression|print",
        "invalid size|block_resize"})
    void whatTheLineAboveTheHintSaysIsTheError(String error, String command) {
        String text = error + "\nTry \"help " + command + "\" for more information\n";
        assertThat(of(false, text).error()).contains(error);
        assertThat(of(true, text).error()).contains(error);
    }

    @Test
    void aHintWithNothingAboveItIsTheErrorItself() {
        assertThat(of(false, "Try \"help device_add\" for more information").error()).contains("Try \"help device_add\" for more information");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VM status: running", "0x2", "OK", "host forwarding rule for tcp::1 removed", "  Error: indented", "an unknown command",
        "warning: short-form boolean option 'server' deprecated", "stop|s  -- stop emulation"})
    void theseAreNone(String text) {
        assertThat(of(false, text).error()).isEmpty();
    }

    @Test
    void whatAReadingCommandPrintsIsNoErrorUnlessItIsMarked() {
        assertThat(of(true, "Device 'x' not found\ninvalid CPU index").error()).isEmpty();
        assertThat(of(true, "Error: No such device").error()).contains("Error: No such device");
        assertThat(Command.reading(FakeMonitor.bytes("info status"))).isTrue();
        assertThat(Command.reading(FakeMonitor.bytes("x/10i $pc"))).isTrue();
        assertThat(Command.reading(FakeMonitor.bytes("drive_del x"))).isFalse();
    }

    @Test
    void itKeepsABoundedText() {
        Reply reply = new Reply(false);
        for (int i = 0; i < 10_000; i++) {
            reply.line("0123456789");
        }
        assertThat(reply.text()).hasSize(Reply.LIMIT);
    }
}
