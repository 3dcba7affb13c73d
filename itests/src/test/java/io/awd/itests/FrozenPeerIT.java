package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that hang, but stay connected. */
class FrozenPeerIT {
    private static final long FROZEN_SECONDS = 3;
    private static final List<String> SHORTER = List.of("500", "1000", "2000");
    private static final List<String> LONGER = List.of("4000", "6000");
    @TempDir
    private Path folder;
    private final List<PeerProcess> peers = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        Closing.all(peers.toArray(new AutoCloseable[0]));
    }

    @Test
    void frozenForLessThanTheTimeoutItDoesNotFireAndForMoreExactlyOnce() throws Exception {
        Watched watched = Watched.in(folder);
        SHORTER.forEach(ms -> watched.with("short" + ms, "pulse_interval=200,timeout=" + ms));
        LONGER.forEach(ms -> watched.with("long" + ms, "pulse_interval=200,timeout=" + ms));
        try (Awd awd = watched.start()) {
            ShellSocket shell = ShellSocket.of(awd);
            for (String id : watched.ids()) {
                peers.add(PeerProcess.to(watched.port(id), "0.1"));
                Watched.reaches(shell, id, "alive");
            }
            long thaw = System.nanoTime() + TimeUnit.SECONDS.toNanos(FROZEN_SECONDS);
            peers.forEach(PeerProcess::freeze);
            SHORTER.forEach(ms -> Watched.reaches(shell, "short" + ms, "expired"));
            TimeUnit.NANOSECONDS.sleep(thaw - System.nanoTime());
            peers.forEach(PeerProcess::thaw);
            watched.ids().forEach(id -> Watched.reaches(shell, id, "alive"));
            Watched.hear(shell, watched.ids(), 5);
            SHORTER.forEach(ms -> assertCounts(shell, "short" + ms, 1));
            LONGER.forEach(ms -> assertCounts(shell, "long" + ms, 0));
            assertThat(watched.fired()).containsExactly("short500", "short1000", "short2000");
        }
    }

    private static void assertCounts(ShellSocket shell, String id, int expected) {
        assertThat(shell.number(id, "expiries")).as("expiries of %s", id).isEqualTo(expected);
        assertThat(shell.number(id, "recoveries")).as("recoveries of %s", id).isEqualTo(expected);
    }
}
