package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the distribution, in which something may be missing. */
record Installation(Path home) {
    /** Copies all but one of the bundles. */
    static Installation without(String bundle, Path home) throws IOException {
        List<Path> all = files();
        List<Path> left = all.stream().filter(file -> file.getFileName().toString().matches(bundle.replace(".", "\\.") + "-\\d.*\\.jar")).toList();
        assertThat(left).as("the jar of %s", bundle).hasSize(1);
        return copy(all.stream().filter(file -> !left.contains(file)).toList(), home);
    }

    /** Copies all. */
    static Installation copy(Path home) throws IOException {
        return copy(files(), home);
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Awd.HOME)) {
            return files.toList();
        }
    }

    private static Installation copy(List<Path> files, Path home) throws IOException {
        for (Path file : files) {
            Files.copy(file, home.resolve(Awd.HOME.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return new Installation(home);
    }
}
