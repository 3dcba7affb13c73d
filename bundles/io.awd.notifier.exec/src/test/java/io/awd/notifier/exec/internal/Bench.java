package io.awd.notifier.exec.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A folder with a program, and notifiers that run it. */
final class Bench implements AutoCloseable {
    static final Incident INCIDENT = new Incident("heart1-1-1", "heart1", "timeout", "heart1 is silent \"now\"", 5001, 2,
            Instant.parse("2026-01-02T03:04:05Z"), "host1", "/etc/awd/script", "abc123");
    final Path folder;
    final Path program;
    private final List<ExecNotifier> opened = new ArrayList<>();

    Bench(Path folder) {
        this.folder = folder;
        this.program = folder.resolve("program");
    }

    /** Makes the program a script of /bin/sh; what it leaves it leaves in the folder. */
    Bench script(String... lines) throws IOException {
        Files.writeString(program, "#!/bin/sh\nin=" + folder + "\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    ExecNotifier open(String... args) throws AwdException {
        return open(properties(10_000, 4, args), Map.of());
    }

    ExecNotifierType.Properties properties(long timeLimit, int maxRunning, String... args) {
        return new ExecNotifierType.Properties(program, List.of(args), timeLimit, Optional.empty(), maxRunning);
    }

    ExecNotifier open(ExecNotifierType.Properties properties, Map<String, String> memento) throws AwdException {
        ExecNotifier notifier = (ExecNotifier) new ExecNotifierType().create(new Order(properties, memento));
        opened.add(notifier);
        return notifier;
    }

    static Step step(String script, long timeoutMillis) {
        return new Step(INCIDENT, 1, script.getBytes(StandardCharsets.UTF_8), timeoutMillis);
    }

    static CompletableFuture<Outcome> begin(ExecNotifier notifier, Step step) {
        return notifier.send(step).toCompletableFuture();
    }

    static Outcome send(ExecNotifier notifier, Step step) throws Exception {
        return begin(notifier, step).get(30, TimeUnit.SECONDS);
    }

    static Outcome send(ExecNotifier notifier) throws Exception {
        return send(notifier, step("stop\n", 20_000));
    }

    /** Waits for a file that a program is about to write a line to. */
    String left(String name) throws IOException {
        Path file = folder.resolve(name);
        until(name + " is written", () -> {
            try {
                return Files.exists(file) && Files.readString(file).endsWith("\n");
            } catch (IOException e) {
                return false;
            }
        });
        return Files.readString(file).strip();
    }

    ProcessHandle process(String name) throws IOException {
        return ProcessHandle.of(Long.parseLong(left(name))).orElseThrow(() -> new AssertionError(name + " has ended"));
    }

    static void gone(ProcessHandle process) {
        until(process.pid() + " is gone", () -> !running(process));
    }

    /** A process that has ended but whose parent has not asked for it is gone for us. */
    static boolean running(ProcessHandle process) {
        try {
            return process.isAlive() && !Files.readString(Path.of("/proc/" + process.pid() + "/stat")).replaceFirst(".*\\) ", "").startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }

    static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 20 s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Override
    public void close() {
        opened.forEach(ExecNotifier::close);
    }

    private record Order(ExecNotifierType.Properties properties, Map<String, String> memento) implements Creation<ExecNotifierType.Properties> {
        @Override
        public String id() {
            return "exec1";
        }

        @Override
        public <T> Optional<Link<T>> link(String property, Class<T> kind) {
            return Optional.empty();
        }

        @Override
        public <T> List<Link<T>> links(String property, Class<T> kind) {
            return List.of();
        }

        @Override
        public IoThread ioThread() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long limitMillis() {
            return 0;
        }

        @Override
        public void emit(String name, String text, Map<String, Object> data) {
            throw new UnsupportedOperationException();
        }
    }
}
