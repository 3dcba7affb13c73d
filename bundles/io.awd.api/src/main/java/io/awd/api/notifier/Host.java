package io.awd.api.notifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This host's name, from the kernel: no resolver is asked. */
final class Host {
    static final String NAME = name();

    private Host() {
    }

    private static String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
