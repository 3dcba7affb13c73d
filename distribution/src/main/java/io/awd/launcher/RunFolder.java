package io.awd.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder of this process alone: the framework's cache, and sockets of the embedded default. */
record RunFolder(Path path) {
    static RunFolder create() throws IOException {
        return new RunFolder(Files.createTempDirectory("awd-"));
    }

    /** Removes it with all that is in it, as far as that can be done. */
    void delete() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            System.err.println("awd: cannot remove " + path + ": " + e.getMessage());
        }
    }
}
