package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A host to be: a network namespace without a way to anywhere that the test did not make. Files and unix sockets are the same on all of them.
 *
 * @param folder for what its commands print
 * @param namespace its name, which nobody else on this machine has
 */
record NetworkHost(Path folder, String namespace) implements AutoCloseable {
    /** Makes it; also again after it was closed. */
    void add() {
        mustRun(List.of("netns", "add", namespace));
        ip("link", "set", "lo", "up");
    }

    /** {@code ip} on this host, which must succeed. */
    void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("-n", namespace));
        command.addAll(List.of(arguments));
        mustRun(command);
    }

    private void mustRun(List<String> arguments) {
        Awd.Result result = run(arguments);
        assertThat(result.status()).as("ip %s: %s", String.join(" ", arguments), result.err()).isZero();
    }

    private Awd.Result run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(arguments);
        return Awd.command(folder, command);
    }

    /** What runs a command here. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** An installation that runs here, under its process id as any other. */
    Path installation() {
        try {
            Path bin = Files.createDirectories(folder.resolve("on-" + namespace).resolve("bin"));
            Path awd = Files.writeString(bin.resolve("awd"), "#!/bin/sh\nexec " + String.join(" ", prefix()) + " " + Awd.HOME.resolve("bin/awd") + " \"$@\"\n");
            Files.setPosixFilePermissions(awd, PosixFilePermissions.fromString("rwxr-xr-x"));
            return bin.getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its links go with it; what still runs here is on its own. */
    @Override
    public void close() {
        run(List.of("netns", "delete", namespace));
    }
}
