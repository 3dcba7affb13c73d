package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real QEMU with a guest of one sector, which boots for 2.5 s, then says {@code WATCHDOG=1} on COM1 about five times a second, and does what a byte on COM2 says. Its monitors
 * and serial ports are unix sockets in a folder, on which QEMU listens. Under TCG: a nested KVM needs seconds of processor time for the firmware, TCG a tenth of one.
 */
final class Guest implements AutoCloseable {
    private static final int SECTOR = 512;
    private static final String CODE = "fa31c98ed98ed1bc007cfb" // cli; cx = ds = ss = 0; sp = 0x7c00; sti
            + "b92d00" // cx = 45 ticks of the BIOS: it boots
            + "8b1e6c04" + "f4e82a00" + "391e6c0474f6" + "e2f0" // cx times: until [0x46c] changes: hlt; poll
            + "be787c" // si = the text
            + "ac84c07415" + "88c4" // al = [si++]; 0: to the pause; ah = al
            + "e81500" + "bafd03eca82074f5" // until the transmitter of COM1 is empty: poll
            + "baf80388e0ee" + "ebe6" // out; next
            + "b90400" + "ebce" // cx = 4 ticks; wait
            + "bafd02eca801742f" // poll: nothing in COM2: return
            + "baf802ec" + "3c687423" + "3c727411" + "3c707415" + "3c6f751b" // 'h', 'r', 'p', 'o'; else return
            + "ba0406b80020ef" + "eb0e" // 'o': ACPI's power off: PM1a_CNT (0x604) = SLP_EN; hang
            + "baf90cb006ee" + "eb06" // 'r': the reset register 0xcf9 = 6; hang
            + "ba0505b001ee" // 'p': pvpanic (0x505) = 1; hang
            + "faf4ebfc" // 'h': cli; hlt for ever
            + "c3";
    private final Process process;
    private final QmpClient seen;
    private final Path folder;

    private Guest(Process process, QmpClient seen, Path folder) {
        this.process = process;
        this.seen = seen;
        this.folder = folder;
    }

    /** One whose panic stops the machine, so that it can be looked at and reset. */
    static Guest start(Path folder) throws IOException {
        return start(folder, List.of("-action", "panic=pause"));
    }

    /** One that waits for another to migrate to it. */
    static Guest incoming(Path folder, Path socket) throws IOException {
        return start(folder, List.of("-action", "panic=pause", "-incoming", "unix:" + socket));
    }

    /** @param folder an own one; short, as the names of sockets in it are limited to 107 bytes */
    static Guest start(Path folder, List<String> more) throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of("qemu-system-x86_64", "-nodefaults", "-display", "none", "-accel", "tcg", "-m", "8",
                "-drive", "file=" + sector(folder) + ",format=raw,if=ide,file.locking=off", "-device", "pvpanic",
                "-serial", socket(folder, "com1"), "-serial", socket(folder, "com2"), "-qmp", socket(folder, "qmp"), "-qmp", socket(folder, "seen")));
        command.addAll(more);
        Process process = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("qemu-out").toFile()).start();
        try {
            return new Guest(process, QmpClient.connect(folder.resolve("seen")), folder);
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String socket(Path folder, String name) {
        return "unix:" + folder.resolve(name) + ",server=on,wait=off";
    }

    private static Path sector(Path folder) throws IOException {
        byte[] code = HexFormat.of().parseHex(CODE);
        byte[] text = "WATCHDOG=1\n\0".getBytes(StandardCharsets.US_ASCII);
        byte[] sector = Arrays.copyOf(code, SECTOR);
        System.arraycopy(text, 0, sector, code.length, text.length);
        sector[SECTOR - 2] = 0x55;
        sector[SECTOR - 1] = (byte) 0xaa;
        return Files.write(folder.resolve("sector"), sector);
    }

    /** Where the guest's heartbeat comes out. */
    Path heartbeat() {
        return folder.resolve("com1");
    }

    /** A QMP monitor for AWD. */
    Path monitor() {
        return folder.resolve("qmp");
    }

    /** QMP for the test. */
    QmpClient qmp() {
        return seen;
    }

    Process process() {
        return process;
    }

    String runState() {
        return seen.execute("query-status").getAsJsonObject("return").get("status").getAsString();
    }

    void hang() {
        tell('h');
    }

    void rebootByItself() {
        tell('r');
    }

    void panic() {
        tell('p');
    }

    void powerOff() {
        tell('o');
    }

    private void tell(char what) {
        try (TextClient serial = TextClient.unix(folder.resolve("com2"))) {
            serial.type(String.valueOf(what));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** To one that is {@link #incoming}, to its end. */
    void migrateTo(Path socket) {
        JsonObject where = new JsonObject();
        where.addProperty("uri", "unix:" + socket);
        seen.execute("migrate", where);
        Eventually.holds(() -> assertThat(runState()).isEqualTo("postmigrate"));
    }

    void freeze() {
        PeerProcess.signal(process.pid(), "STOP");
    }

    void thaw() {
        PeerProcess.signal(process.pid(), "CONT");
    }

    /** kill -9; works on a frozen one too. */
    void kill() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        seen.close();
        kill();
    }
}
