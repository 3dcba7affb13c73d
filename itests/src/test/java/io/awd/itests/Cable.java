package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Two hosts, as network namespaces with a cable between them and no way to anywhere else. The far one can vanish without a word and come back. */
final class Cable implements AutoCloseable {
    static final String NEAR_ADDRESS = "10.99.99.1";
    private static final String FAR_ADDRESS = "10.99.99.2";
    private final Path folder;
    private final String near = "awd-near-" + ProcessHandle.current().pid();
    private final String far = "awd-far-" + ProcessHandle.current().pid();

    private Cable(Path folder) {
        this.folder = folder;
    }

    static Cable laid(Path folder) {
        Cable cable = new Cable(folder);
        try {
            ip(folder, "netns", "add", cable.near);
            ip(folder, "-n", cable.near, "link", "set", "lo", "up");
            cable.mend();
            return cable;
        } catch (AssertionError e) {
            cable.close();
            throw e;
        }
    }

    private static void ip(Path folder, String... arguments) {
        Awd.Result result = run(folder, arguments);
        assertThat(result.status()).as("ip %s: %s", String.join(" ", arguments), result.err()).isZero();
    }

    private static Awd.Result run(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return Awd.command(folder, command);
    }

    /** The far host and the cable, new. */
    void mend() {
        ip(folder, "netns", "add", far);
        ip(folder, "-n", near, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", far);
        end(near, NEAR_ADDRESS);
        end(far, FAR_ADDRESS);
    }

    private void end(String host, String address) {
        ip(folder, "-n", host, "address", "add", address + "/30", "dev", "cable");
        ip(folder, "-n", host, "link", "set", "cable", "up");
    }

    /** First the cable goes, so that nothing that is closed on the far host is heard of on the near one. */
    void cut() {
        ip(folder, "-n", near, "link", "delete", "cable");
    }

    /** Forgets the far host; what still runs there is on its own. */
    void forget() {
        ip(folder, "netns", "delete", far);
    }

    /** What runs a command on the far host. */
    List<String> onFarHost() {
        return List.of("ip", "netns", "exec", far);
    }

    /** An installation that runs on the near host. */
    Path nearInstallation() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("home/bin"));
        Path awd = Files.writeString(bin.resolve("awd"), "#!/bin/sh\nexec ip netns exec " + near + " " + Awd.HOME.resolve("bin/awd") + " \"$@\"\n");
        Files.setPosixFilePermissions(awd, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin.getParent();
    }

    /** What is there of it is removed; the cable goes with its ends. */
    @Override
    public void close() {
        run(folder, "netns", "delete", far);
        run(folder, "netns", "delete", near);
    }
}
