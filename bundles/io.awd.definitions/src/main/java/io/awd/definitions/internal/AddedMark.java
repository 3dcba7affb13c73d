package io.awd.definitions.internal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Remembers, beyond a change of this bundle, which container has been given the definitions: a second time they would be refused as duplicates.
 *
 * @param file in the private temporary folder of this process
 * @param container the service id of the container; a container that came anew has another
 */
record AddedMark(Path file, String container) {
    boolean isSet() throws IOException {
        return Files.exists(file) && Files.readString(file).equals(container);
    }

    void set() throws IOException {
        // not through a channel: an interrupt that comes too late to undo anything must not leave this undone
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            out.write(container.getBytes(StandardCharsets.UTF_8));
        }
    }
}
