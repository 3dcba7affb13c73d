package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers without software of ours: a real QEMU guest agent that is asked, and whatever lets itself be connected to. */
class QgaIT {
    @TempDir
    private Path folder;
    private final List<AutoCloseable> things = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    /** A guest agent that listens where QEMU would pass its channel on; the host is its guest. */
    private Process agent(Path socket) throws IOException {
        Process agent = new ProcessBuilder("qemu-ga", "--method=unix-listen", "--path=" + socket, "--statedir=" + folder, "--pidfile=" + folder.resolve("pid"))
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("agent-out").toFile()).start();
        kept(() -> agent.destroyForcibly().waitFor(20, TimeUnit.SECONDS));
        Eventually.holds(() -> assertThat(Files.exists(socket)).isTrue());
        return agent;
    }

    /** One watchdog, whose one chardev connects again after a second. */
    private ShellSocket watching(String protocol, String chardev, int timeout) throws IOException {
        return ShellSocket.of(kept(Awd.start(folder.resolve("run"), List.of("-chardev", "socket,id=c," + chardev + ",reconnect=1", "-object",
                "advanced-watchdog,id=w,awd_node=c,protocol=" + protocol + ",pulse_interval=200,timeout=" + timeout + ",notification_node=log,opt_script="
                        + Files.writeString(folder.resolve("script"), "fired\n"), "-object", "notifier-log,id=log"))));
    }

    private static List<String> reasons(ShellSocket shell) {
        return shell.ask("info incidents w").lines().skip(1).map(line -> line.split("\\s{2,}")[3]).toList();
    }

    @Test
    void anAgentThatAnswersIsAliveAndOneThatIsStoppedExpires() throws Exception {
        Path socket = folder.resolve("agent");
        Process first = agent(socket);
        ShellSocket shell = watching("qga", "path=" + socket, 1000);
        Watched.reaches(shell, "w", "alive");
        Watched.hear(shell, List.of("w"), 15);
        assertThat(shell.number("w", "expiries")).isZero();

        PeerProcess.signal(first.pid(), "STOP");
        Watched.reaches(shell, "w", "expired");
        PeerProcess.signal(first.pid(), "CONT");
        Watched.reaches(shell, "w", "alive");
        Watched.hear(shell, List.of("w"), 15);
        assertThat(shell.number("w", "expiries")).isEqualTo(1);

        first.destroyForcibly().waitFor();
        Watched.reaches(shell, "w", "expired");
        Files.deleteIfExists(socket);
        agent(socket);
        Watched.reaches(shell, "w", "alive");
        Watched.hear(shell, List.of("w"), 5);
        Eventually.holds(() -> assertThat(reasons(shell)).containsExactly("timeout", "peer-ended"));
    }

    @Test
    void whoeverCanBeConnectedToIsAlive() throws Exception {
        int port = SocketTable.freePort();
        Callers first = kept(Callers.on(port));
        ShellSocket shell = watching("tcp-connect", "host=127.0.0.1,port=" + port, 3000);
        Watched.reaches(shell, "w", "alive");
        Watched.hear(shell, List.of("w"), 4);
        assertThat(shell.number("w", "expiries")).isZero();
        first.close();
        assertThat(first.heard()).as("what we said to it").isEmpty();
        assertThat(first.count()).as("a connection a second, each ended at once").isBetween(4, 12);

        Watched.reaches(shell, "w", "expired");
        Callers second = kept(Callers.on(port));
        Watched.reaches(shell, "w", "alive");
        Watched.hear(shell, List.of("w"), 4);
        assertThat(shell.number("w", "expiries")).isEqualTo(1);
        assertThat(reasons(shell)).hasSize(1);
        second.close();
        assertThat(second.heard()).isEmpty();
    }
}
