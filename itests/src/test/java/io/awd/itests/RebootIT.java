package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real guest that takes three seconds to boot is reset by a script after one second of silence: once, and not again while it boots. */
class RebootIT {
    private static final Pattern MONITOR = Pattern.compile("tcp:127\\.0\\.0\\.1:(\\d+),server=on");
    private static final int SECTOR = 512;
    /** Waits for 54 ticks of the BIOS (3 s), then writes the text behind it to COM1 every second tick (110 ms). */
    private static final String GUEST = "fa31c08ed88ed0bc007cfb" // cli; ds = ss = 0; sp = 0x7c00; sti
            + "b93600" // cx = 54
            + "8b1e6c04" + "f4" + "391e6c04" + "74f9" + "e2f3" // cx times: until [0x46c] changes: hlt
            + "be3a7c" // si = the text
            + "ac84c07412" + "88c4" // al = [si++]; 0: to the end
            + "bafd03" + "eca82074fb" // until the transmitter of COM1 is empty
            + "baf803" + "88e0ee" + "ebe9" // out; next
            + "b90200" + "ebd4"; // cx = 2; wait again
    @TempDir
    private Path folder;

    private Path guest() throws IOException {
        byte[] code = HexFormat.of().parseHex(GUEST);
        byte[] text = "WATCHDOG=1\n\0".getBytes(StandardCharsets.US_ASCII);
        byte[] sector = Arrays.copyOf(code, SECTOR);
        System.arraycopy(text, 0, sector, code.length, text.length);
        sector[SECTOR - 2] = 0x55;
        sector[SECTOR - 1] = (byte) 0xaa;
        return Files.write(folder.resolve("guest"), sector);
    }

    @Test
    void aGuestThatBootsForLongerThanTheTimeoutIsResetOnce() throws Exception {
        int serial = SocketTable.freePort();
        Process qemu = new ProcessBuilder("qemu-system-x86_64", "-nodefaults", "-display", "none", "-accel", "tcg", "-m", "16",
                "-drive", "file=" + guest() + ",format=raw,if=ide", "-chardev", "socket,id=com1,host=127.0.0.1,port=" + serial + ",reconnect=1",
                "-serial", "chardev:com1", "-monitor", "tcp:127.0.0.1:0,server=on,wait=off", "-qmp", "unix:" + folder.resolve("qmp") + ",server=on,wait=off")
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("qemu-out").toFile()).start();
        try (QmpClient qmp = QmpClient.connect(folder.resolve("qmp"))) {
            Matcher monitor = MONITOR.matcher(qmp.execute("query-chardev").toString());
            assertThat(monitor.find()).isTrue();
            Path script = Files.writeString(folder.resolve("script"), "system_reset\ncont\n");
            try (Awd awd = Awd.start(folder.resolve("run"), List.of("-chardev", "socket,id=com1,host=127.0.0.1,port=" + serial + ",server=on,wait=off",
                    "-chardev", "socket,id=mon,host=127.0.0.1,port=" + monitor.group(1) + ",reconnect=1", "-object", "notifier-hmp,id=hmp,chardev=mon",
                    "-object", "advanced-watchdog,id=guest,awd_node=com1,protocol=notify,timeout=1000,notification_node=hmp,opt_script=" + script))) {
                resets(awd, qmp);
            }
        } finally {
            qemu.destroyForcibly();
        }
    }

    private static void resets(Awd awd, QmpClient qmp) {
        ShellSocket shell = ShellSocket.of(awd);
        Watched.reaches(shell, "guest", "alive");
        Eventually.holds(() -> assertThat(shell.ask("qom-get hmp ready")).isEqualTo("true"));
        for (int round = 1; round <= 2; round++) {
            qmp.execute("stop");
            isWellAfter(shell, qmp, round);
        }
        // it restarts by itself: silent for longer than the timeout, so it is reset once for nothing, but not again and again
        qmp.execute("system_reset");
        isWellAfter(shell, qmp, 3);
    }

    /** The firmware may reset once more on its own; what AWD sent is what its monitor has acknowledged. */
    private static void isWellAfter(ShellSocket shell, QmpClient qmp, long rounds) {
        Eventually.holds(() -> assertThat(shell.number("guest", "recoveries")).isEqualTo(rounds));
        qmp.execute("query-status");
        long resets = qmp.events("RESET");
        // it is well for longer than it took to be found silent
        Watched.hear(shell, List.of("guest"), 30);
        qmp.execute("query-status");
        assertThat(qmp.events("RESET")).isEqualTo(resets);
        assertThat(shell.number("guest", "expiries")).isEqualTo(rounds);
        assertThat(shell.number("hmp", "acknowledged")).as("system_reset and cont, once each time").isEqualTo(2 * rounds);
        assertThat(shell.ask("qom-get guest state")).isEqualTo("alive");
    }
}
