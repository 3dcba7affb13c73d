package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The built distribution as a process of its own. Its output goes to files; closing it stops it, and kills it if it does not stop. */
final class Awd implements AutoCloseable {
    /** The distribution under test. */
    static final Path HOME = Path.of(System.getProperty("awd.home")).toAbsolutePath().normalize();
    private static final long STOP_SECONDS = 20;
    /** As -check waits 10 s for nodes by its design. */
    private static final long RUN_SECONDS = 60;
    private final Process process;
    private final Path folder;
    private final Path shell;

    /** What a finished process left. */
    record Result(int status, String out, String err) {
    }

    private Awd(Process process, Path folder, Path shell) {
        this.process = process;
        this.folder = folder;
        this.shell = shell;
    }

    /** Starts bin/awd with these options and a shell socket in the folder, and waits until it says that it is ready. */
    static Awd start(Path folder, List<String> options) {
        return start(folder, HOME, options);
    }

    /** The same of another installation. */
    static Awd start(Path folder, Path home, List<String> options) {
        return start(folder, home, "", options);
    }

    /** The same with an option for the virtual machine. */
    static Awd start(Path folder, String javaOption, List<String> options) {
        return start(folder, HOME, javaOption, options);
    }

    private static Awd start(Path folder, Path home, String javaOption, List<String> options) {
        Path shell = folder.resolve("shell");
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-shell", shell.toString()));
        Awd awd = launch(folder, home, shell, javaOption, all);
        try {
            Eventually.holds(() -> assertThat(!awd.process.isAlive() || awd.log().contains(" awd: ready: ")).as("ready; it says: %s", awd.log()).isTrue());
            assertThat(awd.process.isAlive()).as("alive; it says: %s", awd.log()).isTrue();
            return awd;
        } catch (AssertionError e) {
            awd.close();
            throw e;
        }
    }

    /** Starts bin/awd with exactly these options and does not wait. */
    static Awd launch(Path folder, Path home, Path shell, List<String> options) {
        return launch(folder, home, shell, "", options);
    }

    private static Awd launch(Path folder, Path home, Path shell, String javaOption, List<String> options) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/awd").toString()));
        command.addAll(options);
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(folder.resolve("out").toFile()).redirectError(folder.resolve("err").toFile());
            builder.environment().put("TMPDIR", folder.toString());
            builder.environment().put("AWD_JAVA_OPTS", "-Djava.io.tmpdir=" + folder + " " + javaOption);
            return new Awd(builder.start(), folder, shell);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs bin/awd to its end, which must come by itself. */
    static Result run(Path folder, List<String> options) {
        try (Awd awd = launch(folder, HOME, folder.resolve("shell"), options)) {
            assertThat(awd.process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)).as("ended; it says: %s", awd.log()).isTrue();
            return new Result(awd.process.exitValue(), awd.out(), awd.log());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs bin/awd-shell -c with one command. */
    Result shell(String command) {
        return command(folder, List.of(HOME.resolve("bin/awd-shell").toString(), shell.toString(), "-c", command));
    }

    /** The output of one command, which must succeed. */
    String ask(String command) {
        Result result = shell(command);
        assertThat(result.status()).as("%s: %s", command, result.err()).isZero();
        return result.out();
    }

    /** Any program, to its end. */
    static Result command(Path folder, List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            Process process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ended", command).isTrue();
                return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Process process() {
        return process;
    }

    long pid() {
        return process.pid();
    }

    Path shellPath() {
        return shell;
    }

    /** Standard output so far. */
    String out() {
        return read("out");
    }

    /** Standard error so far: the log. */
    String log() {
        return read("err");
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, and the exit status. */
    int stop() {
        process.destroy();
        await();
        return process.exitValue();
    }

    private void await() {
        try {
            assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as("ended; it says: %s", log()).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("awd did not stop; it says: " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
