package io.awd.shell.internal;

import io.awd.api.object.Property;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code -object shell} takes: one of the two. */
record ShellProperties(
        @Property(text = "the unix socket to listen on, for the user of this process only") Optional<Path> path,
        @Property(text = "a session on the terminal of this process", defaultValue = "off") boolean terminal) {
}
