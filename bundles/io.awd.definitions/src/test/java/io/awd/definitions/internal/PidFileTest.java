package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    private Path folder;

    private static Request.File file(Path path) {
        return new Request.File(path, "-pidfile P");
    }

    /** Another process that holds a pid file until its standard input ends. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            PidFile held = PidFile.open(file(Path.of(arguments[0])), ProcessHandle.current().pid());
            System.out.println("locked");
            while (System.in.read() >= 0) {
                continue;
            }
            if (arguments.length == 1) {
                held.close();
            }
        }
    }

    private static Process hold(Path path, String... more) throws Exception {
        Process holder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), path.toString(), String.join(" ", more))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertThat(new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8)).readLine()).isEqualTo("locked");
        return holder;
    }

    @Test
    void holdsTheProcessIdAndIsRemoved() throws Exception {
        Path path = folder.resolve("p");
        PidFile open = PidFile.open(file(path), 4711);
        assertThat(path).hasContent("4711\n");
        open.close();
        assertThat(path).doesNotExist();
        open.close();
    }

    @Test
    void isRefusedWhileAnotherProcessLivesAndTakenOverWhenItWasKilled() throws Exception {
        Path path = folder.resolve("p");
        Process holder = hold(path, "killed");
        try {
            assertThatThrownBy(() -> PidFile.open(file(path), 1))
                    .hasMessage("awd: -pidfile P: cannot create PID file: Cannot lock pid file: Resource temporarily unavailable");
            assertThat(path).hasContent(holder.pid() + "\n");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(path).exists();
        try (PidFile taken = PidFile.open(file(path), 1)) {
            assertThat(Files.size(path)).as("a shorter id leaves nothing of the longer").isEqualTo(2);
            assertThat(taken).isNotNull();
        }
    }

    @Test
    void twoInOneProcess() throws Exception {
        Path path = folder.resolve("p");
        try (PidFile first = PidFile.open(file(path), 1)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> PidFile.open(file(path), 2)).hasMessageEndingWith("Cannot lock pid file: Resource temporarily unavailable");
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatTookItsPlaceIsNotRemoved() throws Exception {
        Path path = folder.resolve("p");
        PidFile open = PidFile.open(file(path), 1);
        Files.move(path, folder.resolve("moved"));
        Files.writeString(path, "another's");
        open.close();
        assertThat(path).hasContent("another's");
    }

    @Test
    void placesWhereItCannotBe() {
        Path nowhere = folder.resolve("no/p");
        assertThatThrownBy(() -> PidFile.open(file(nowhere), 1))
                .hasMessage("awd: -pidfile P: cannot create PID file: Could not create '" + nowhere + "': No such file or directory");
        assertThatThrownBy(() -> PidFile.open(file(folder), 1))
                .hasMessage("awd: -pidfile P: cannot create PID file: Could not create '" + folder + "': Is a directory");
    }
}
