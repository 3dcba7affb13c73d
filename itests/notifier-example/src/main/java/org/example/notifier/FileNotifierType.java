package org.example.notifier;

import io.awd.api.notifier.*;
import io.awd.api.object.*;
import java.io.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Component;

/** The type of {@code notifier-file,id=ID,file=PATH}: appends each step of a script to a file, as a line. DS publishes it, the container finds it. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = "notifier-file", attribute = "kind=object")
public final class FileNotifierType implements ObjectType<FileNotifierType.Properties> {
    /** What a definition sets. The command line, errors, help, completion and the MBean are made from it. */
    public record Properties(@Property(text = "file that steps are appended to", required = true) Path file) {}
    /** What an instance reports: {@code qom-get ID sent}, and the MBean's attributes. */
    public record Status(@Attribute(text = "steps written") long sent) {}
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, "notifier-file",
            "appends the steps of scripts to a file", Properties.class, Status.class);

    @Override public TypeDescription description() { return DESCRIPTION; }
    @Override public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        if (Files.isDirectory(creation.properties().file()))
            throw new AwdException("Parameter 'file' expects a file (not '" + creation.properties().file() + "')"); // every door shows this line
        return new FileNotifier(creation.properties().file(), creation.memento());
    }

    private static final class FileNotifier implements Instance<Properties>, Notifier {
        private final Path file;
        private long sent;
        private boolean closed;

        FileNotifier(Path file, Map<String, String> memento) { // what the instance before it left, if its bundle was swapped
            this.file = file;
            sent = Long.parseLong(memento.getOrDefault("sent", "0"));
        }
        @Override public Syntax syntax() { return Syntax.LINES; } // a step a line, one at a time
        @Override public Optional<String> notReady() { return Optional.empty(); }
        @Override public CompletionStage<Outcome> send(Step step) { // may be called on an event loop, so a disk is not waited for here
            return CompletableFuture.supplyAsync(() -> append(step));
        }
        private synchronized Outcome append(Step step) {
            if (closed) return Outcome.notSent("closed"); // not one byte: the executor tries again, with the bundle that comes next
            byte[] line = Arrays.copyOf(step.bytes(), step.bytes().length + 1);
            line[line.length - 1] = '\n';
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(line);
                sent++;
                return Outcome.sent(); // nothing can answer; else acknowledged(reply) or failed(why)
            } catch (IOException e) {
                return Outcome.unknown(e.toString()); // a part may be there: never sent again
            }
        }
        @Override public synchronized Status status() { return new Status(sent); }
        @Override public synchronized Map<String, String> suspend() { close(); return Map.of("sent", "" + sent); } // the bundle leaves
        @Override public synchronized void close() { closed = true; } // after what is being written
    }
}
