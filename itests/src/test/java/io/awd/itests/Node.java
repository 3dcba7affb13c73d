package io.awd.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A host with an AWD that can die and come back, and a program for its notifier-exec that writes down what it was run for. */
final class Node implements AutoCloseable {
    private final NetworkHost host;
    private final Path folder;
    private final Path acts;
    private final List<String> options = new ArrayList<>();
    private List<Awd> runs = List.of();

    /** @param folder its own */
    Node(NetworkHost host, Path folder) {
        this.host = host;
        this.folder = folder;
        acts = folder.resolve("acts");
        try {
            Files.createDirectories(folder);
            Files.writeString(acts, "");
            Path program = Files.writeString(folder.resolve("act"), "#!/bin/sh\ncat > /dev/null\necho \"$AWD_ID $AWD_REASON ${AWD_SCRIPT##*/}\" >> " + acts + "\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NetworkHost host() {
        return host;
    }

    /** An option for its starts from now on. */
    Node with(String name, String value) {
        options.addAll(List.of(name, value));
        return this;
    }

    /** The notifier {@code act}: the program. */
    Node acting() {
        return with("-object", "notifier-exec,id=act,program=" + folder.resolve("act"));
    }

    /** A script of this name, and its place. */
    Path script(String name, String... lines) {
        try {
            return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, if it does not run. One after the other, as a start has the processors for itself, and peers that run already are to be heard in time. */
    void start() {
        synchronized (Node.class) {
            if (!runs()) {
                Path own = folder.resolve("run" + System.nanoTime());
                runs = List.of(Awd.start(own, host.installation(), options));
            }
        }
    }

    boolean runs() {
        return runs.stream().anyMatch(awd -> awd.process().isAlive());
    }

    Awd awd() {
        return runs.get(0);
    }

    ShellSocket shell() {
        return ShellSocket.of(awd());
    }

    String state(String watchdog) {
        return get(watchdog, "state");
    }

    String get(String object, String property) {
        return shell().ask("qom-get " + object + " " + property).strip();
    }

    /** What its program was run for: the watchdog, the reason and the name of the script, in a line each. */
    List<String> acts() {
        try {
            return Files.readAllLines(acts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        awd().kill();
    }

    void freeze() {
        PeerProcess.signal(awd().pid(), "STOP");
    }

    void thaw() {
        PeerProcess.signal(awd().pid(), "CONT");
    }

    @Override
    public void close() {
        if (runs()) {
            thaw();
        }
        runs.forEach(Awd::close);
    }
}
