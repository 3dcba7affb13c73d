package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer in a process of its own, which signals reach: it connects once and sends pulses. Ends by itself after a while, whoever forgets it. */
final class PeerProcess implements AutoCloseable {
    /** Waits in read, not in a child, so that one signal stops all of it. */
    private static final String PULSES = "exec 3<>/dev/tcp/$0/$1; exec 4<> <(:); for ((i = 0; i < 600; i++)); do"
            + " printf '\\0\\0\\0\\030advanced-watchdog pulse\\0' >&3 || exit; read -rt $2 -u 4; done";
    private final Process process;

    private PeerProcess(Process process) {
        this.process = process;
    }

    static PeerProcess to(int port, String seconds) {
        return start(List.of(), "127.0.0.1", port, seconds);
    }

    /** @param prefix what runs the peer, such as {@code ip netns exec NAME} */
    static PeerProcess start(List<String> prefix, String host, int port, String seconds) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("bash", "-c", PULSES, host, String.valueOf(port), seconds));
        try {
            return new PeerProcess(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void freeze() {
        signal(process.pid(), "STOP");
    }

    void thaw() {
        signal(process.pid(), "CONT");
    }

    /** Sends a signal to one process. */
    static void signal(long pid, String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).inheritIO().start();
            assertThat(kill.waitFor()).as("kill -%s %d", name, pid).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** kill -9; works on a frozen one too. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
