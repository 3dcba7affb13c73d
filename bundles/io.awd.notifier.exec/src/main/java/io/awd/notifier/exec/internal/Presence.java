package io.awd.notifier.exec.internal;

import io.awd.api.notifier.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether a program could be started. The file system is looked at once a second at most, as event loops ask. */
final class Presence {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private final Path program;
    private final Optional<Path> dir;
    private volatile Look last;

    private record Look(long nanos, Optional<String> obstacle) {
    }

    Presence(Path program, Optional<Path> dir) {
        this.program = program;
        this.dir = dir;
        this.last = look();
    }

    /** Why it could not be started. */
    Optional<String> obstacle() {
        Look now = last;
        if (System.nanoTime() - now.nanos() >= FRESH_NANOS) {
            now = look();
            last = now;
        }
        return now.obstacle();
    }

    /** It looked well, but could not be started: nobody tries again for a second. */
    void failed(String why) {
        last = new Look(System.nanoTime(), Optional.of(why));
    }

    /** What a look finds, in words. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Optional<String> fault = faultOfProgram();
        findings.add(new Finding(0, fault.isEmpty(), fault.orElse(program + " is there and may be executed")));
        dir.ifPresent(path -> findings.add(new Finding(0, Files.isDirectory(path), faultOfDirectory().orElse("it runs in " + path))));
        return findings;
    }

    private Look look() {
        return new Look(System.nanoTime(), faultOfProgram().or(this::faultOfDirectory));
    }

    private Optional<String> faultOfProgram() {
        if (Files.isRegularFile(program)) {
            return Files.isExecutable(program) ? Optional.empty() : Optional.of(program + " is not executable");
        }
        return Optional.of(program + (Files.exists(program) ? " is not a file" : " does not exist"));
    }

    private Optional<String> faultOfDirectory() {
        return dir.filter(path -> !Files.isDirectory(path)).map(path -> path + " is not a directory");
    }
}
