package io.awd.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The terminal of this process: until it is closed it hands over each key at once and shows nothing by itself. Interrupts work as ever. */
final class RawTerminal implements AutoCloseable {
    private static final long STTY_SECONDS = 5;
    private final String before;

    private RawTerminal(String before) {
        this.before = before;
    }

    /** Empty: standard input and output are not one terminal, or a program sits in front of it, which does without the echo. */
    static Optional<RawTerminal> open() {
        try {
            Path in = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
            if (in.startsWith("/dev") && in.equals(Files.readSymbolicLink(Path.of("/proc/self/fd/1")))
                    && Arrays.asList(stty("-a").split("[\\s;]+")).contains("echo")) {
                RawTerminal made = new RawTerminal(stty("-g").strip());
                stty("-icanon", "-echo", "min", "1", "time", "0");
                return Optional.of(made);
            }
        } catch (IOException e) {
            // without stty the terminal stays as it is: lines can be typed, but not completed
        }
        return Optional.empty();
    }

    private static String stty(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!process.waitFor(STTY_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("stty failed");
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroy();
        }
    }

    @Override
    public void close() {
        try {
            stty(before);
        } catch (IOException e) {
            System.err.println("awd-shell: the terminal could not be set back: " + e.getMessage());
        }
    }
}
