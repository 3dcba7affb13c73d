package io.awd.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A program that says that it runs, and ends as often as it is allowed to. */
final class HeldProgram implements KillMatrixIT.Peer {
    private final Path program;
    private final Path runs;
    private final Path gate;

    HeldProgram(Path folder) throws IOException {
        program = folder.resolve("program");
        runs = Files.createFile(folder.resolve("runs"));
        gate = folder.resolve("gate");
    }

    @Override
    public String place() {
        return program.toString();
    }

    @Override
    public void come() {
        try {
            Path made = Files.writeString(program.resolveSibling("made"), "#!/bin/sh\necho $$ >> " + runs + "\ncat > /dev/null\n"
                    + "n=0\nwhile [ ! -e " + gate + " ] && [ $n -lt 600 ]; do sleep 0.05; n=$((n+1)); done\n");
            if (!made.toFile().setExecutable(true)) {
                throw new IOException(made.toString());
            }
            Files.move(made, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void go() {
        try {
            Files.deleteIfExists(program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        got().forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).filter(running -> running.info().commandLine().orElse("").contains(program.toString()))
                .ifPresent(ProcessHandle::destroyForcibly));
    }

    @Override
    public List<String> got() {
        try {
            return Files.readAllLines(runs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void forget() {
        try {
            Files.writeString(runs, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void answers(int times) {
        try {
            Files.deleteIfExists(gate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void readsHalf(boolean only) {
        if (only) {
            throw new IllegalStateException("a program has begun or not");
        }
    }

    @Override
    public void release() {
        try {
            Files.writeString(gate, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        release();
        go();
    }
}
