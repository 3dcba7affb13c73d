package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are no AWD: printf and nc, printf and socat, a line typed into nc. */
class PeerIT {
    private static final String PULSES = "while printf '\\0\\0\\0\\030advanced-watchdog pulse\\0'; do sleep 0.2; done";
    /** As net/awd.c writes: the length first, then the text. */
    private static final String HALVES = "while printf '\\0\\0\\0\\030'; do sleep 0.05; printf 'advanced-watchdog pulse\\0'; sleep 0.2; done";
    private static final int ENOUGH = 25;
    @TempDir
    private Path folder;
    private int port;
    private List<Process> pipeline = List.of();

    @BeforeEach
    void choose() {
        port = SocketTable.freePort();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process each : pipeline) {
            each.destroyForcibly();
            assertThat(each.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Awd awd(String chardev) throws IOException {
        Path script = Files.writeString(folder.resolve("opt-script"), "he is gone\n");
        return Awd.start(folder, List.of("-chardev", "socket,id=h1,host=127.0.0.1,port=" + port + "," + chardev,
                "-chardev", "file,id=out,path=" + folder.resolve("fired"),
                "-object", "advanced-watchdog,id=heart1,server=off,awd_node=h1,notification_node=out,opt_script=" + script
                        + ",pulse_interval=200,timeout=1500"));
    }

    private void pipe(String shell, String... program) throws IOException {
        ProcessBuilder last = new ProcessBuilder(program).redirectOutput(folder.resolve("heard").toFile());
        pipeline = ProcessBuilder.startPipeline(List.of(new ProcessBuilder("sh", "-c", shell), last));
    }

    private String fired() throws IOException {
        return Files.readString(folder.resolve("fired"));
    }

    /** More messages than fit into three timeouts, and no expiry among them. */
    private void keepsAlive(Awd awd) throws IOException {
        ShellSocket shell = ShellSocket.of(awd);
        Eventually.holds(() -> assertThat(shell.number("heart1", "messages")).isGreaterThanOrEqualTo(ENOUGH));
        assertThat(shell.ask("qom-get heart1 state")).isEqualTo("alive");
        assertThat(shell.number("heart1", "expiries")).isZero();
        assertThat(fired()).isEmpty();
    }

    private void fires(Awd awd) {
        Eventually.holds(() -> assertThat(fired()).isEqualTo("he is gone\n"));
        assertThat(ShellSocket.of(awd).ask("qom-get heart1 state")).isEqualTo("expired");
    }

    @Test
    void printfAndNcKeepAWatchdogAliveAndTheirSilenceFires() throws IOException {
        try (Awd awd = awd("server=on,wait=off")) {
            pipe(PULSES, "nc", "127.0.0.1", String.valueOf(port));
            keepsAlive(awd);
            pipeline.get(0).destroyForcibly();
            fires(awd);
            assertThat(pipeline.get(1).isAlive()).as("nc is still connected").isTrue();
            assertThat(ShellSocket.of(awd).ask("qom-get heart1 connected")).isEqualTo("true");
            List<String> heard = Frames.of(Files.readAllBytes(folder.resolve("heard")));
            assertThat(heard).containsOnly("pulse", "reply").startsWith("pulse");
            assertThat(heard.stream().filter("reply"::equals).count()).isGreaterThanOrEqualTo(ENOUGH);
        }
    }

    @Test
    void printfAndSocatKeepAWatchdogAliveAndTheirEndFires() throws IOException {
        try (Awd awd = awd("server=on,wait=off")) {
            pipe(HALVES, "socat", "-", "TCP:127.0.0.1:" + port);
            keepsAlive(awd);
            pipeline.forEach(Process::destroyForcibly);
            fires(awd);
            assertThat(ShellSocket.of(awd).ask("qom-get heart1 connected")).isEqualTo("false");
        }
    }

    @Test
    void anNcThatListensIsAPeerToo() throws IOException {
        pipe(PULSES, "nc", "-l", "127.0.0.1", String.valueOf(port));
        try (Awd awd = awd("reconnect=1")) {
            keepsAlive(awd);
            pipeline.forEach(Process::destroyForcibly);
            fires(awd);
        }
    }

    @Test
    void aLineOfTextCounts() throws IOException {
        try (Awd awd = awd("server=on,wait=off")) {
            pipe("while echo 'I am fine'; do sleep 0.2; done", "nc", "127.0.0.1", String.valueOf(port));
            keepsAlive(awd);
            pipeline.forEach(Process::destroyForcibly);
            fires(awd);
            pipe("echo back again", "nc", "-N", "127.0.0.1", String.valueOf(port));
            Eventually.holds(() -> assertThat(ShellSocket.of(awd).number("heart1", "recoveries")).isEqualTo(1));
            Eventually.holds(() -> assertThat(fired()).isEqualTo("he is gone\n".repeat(2)));
        }
    }

    @Test
    void ncUsesAUnixSocketAsWell() throws IOException {
        Path path = folder.resolve("heartbeat");
        Path script = Files.writeString(folder.resolve("opt-script"), "he is gone\n", StandardCharsets.UTF_8);
        try (Awd awd = Awd.start(folder, List.of("-chardev", "socket,id=h1,path=" + path + ",server=on,wait=off",
                "-chardev", "file,id=out,path=" + folder.resolve("fired"),
                "-object", "advanced-watchdog,id=heart1,awd_node=h1,notification_node=out,opt_script=" + script + ",timeout=1500"))) {
            pipe(PULSES, "nc", "-U", path.toString());
            keepsAlive(awd);
            pipeline.get(0).destroyForcibly();
            fires(awd);
        }
    }
}
