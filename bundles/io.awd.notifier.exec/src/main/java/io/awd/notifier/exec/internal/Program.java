package io.awd.notifier.exec.internal;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is run.
 *
 * @param file absolute
 * @param args with names of an incident's fields to be filled in
 * @param dir where it runs, if not where we do
 */
record Program(Path file, List<String> args, Optional<Path> dir) {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    /** Linux gives every pipe room for a page at least: so much is written at once even if nobody ever reads. */
    private static final int PIPE = 4096;
    private static final List<Path> ROOMS = List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")));
    private static final FileAttribute<?> OURS_ONLY = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /**
     * Starts it and gives it its input, without ever waiting for it to read.
     *
     * @throws IOException it was not started
     */
    Process start(Step step) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(step.incident())).redirectErrorStream(true);
        dir.ifPresent(path -> builder.directory(path.toFile()));
        builder.environment().clear();
        builder.environment().putAll(Telling.environment(step.incident()));
        byte[] input = Telling.json(step);
        return input.length > PIPE ? startWithFile(builder, input) : startWithPipe(builder, input);
    }

    private List<String> command(Incident incident) {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        args.forEach(arg -> command.add(Telling.withoutNul(incident.fill(arg))));
        return command;
    }

    private Process startWithPipe(ProcessBuilder builder, byte[] input) throws IOException {
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            LOG.debug("{} closed its standard input", file, e);
        }
        return process;
    }

    /** A thread that waits at a full pipe could not be freed while any process holds the other end; a file without a name is as private. */
    private static Process startWithFile(ProcessBuilder builder, byte[] input) throws IOException {
        Path room = ROOMS.stream().filter(Files::isWritable).findFirst().orElseThrow(() -> new IOException("no room for its input in " + ROOMS));
        Path held = Files.createTempFile(room, "awd-exec-", ".json", OURS_ONLY);
        try {
            Files.write(held, input);
            return builder.redirectInput(held.toFile()).start();
        } finally {
            Files.delete(held);
        }
    }
}
