package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of our own, with peers that are well: AWD is stopped, AWD is starved. Nobody is declared dead for it. */
class StallIT {
    private static final List<Integer> STOPS = List.of(1, 2, 5);
    private static final int LONG_STOP = 10;
    private static final int BUSY = 16;
    private static final int BUSY_SECONDS = 20;
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

    /** A daemon with watchdogs whose peers have come one after the other, so that their timers have all phases of a second. */
    private final class Daemon {
        private final Watched watched;
        private final Awd awd;
        private final ShellSocket shell;
        private Map<String, Long> stalls = Map.of();

        Daemon(String name) throws Exception {
            watched = Watched.in(Files.createDirectories(folder.resolve(name)));
            for (int i = 0; i < 6; i++) {
                watched.with("slow" + i, "pulse_interval=200,timeout=1000");
            }
            for (int i = 0; i < 2; i++) {
                watched.with("fast" + i, "pulse_interval=200,timeout=500");
            }
            awd = kept(watched.start());
            shell = ShellSocket.of(awd);
            for (String id : watched.ids()) {
                kept(SteadyPeer.to(watched.port(id)));
                TimeUnit.MILLISECONDS.sleep(130);
            }
        }

        void stop() {
            Watched.hear(shell, watched.ids(), 3);
            stalls = Watched.numbers(shell, watched.ids(), "stalls");
            PeerProcess.signal(awd.pid(), "STOP");
        }

        void goOn() {
            PeerProcess.signal(awd.pid(), "CONT");
        }

        void assertOneStallEachAndNoExpiry(int seconds) {
            Watched.hear(shell, watched.ids(), 3);
            Map<String, Long> one = new HashMap<>();
            stalls.forEach((id, before) -> one.put(id, before + 1));
            assertThat(Watched.numbers(shell, watched.ids(), "stalls")).as("stalls after a stop of %d s; %s", seconds, awd.log()).isEqualTo(one);
            watched.ids().forEach(id -> assertUnharmed(shell, id));
            assertThat(watched.fired()).isEmpty();
        }
    }

    /** The times are what is done to it, not what is proved. */
    @Test
    void whenStoppedForAWhileEachWatchdogReportsOneStallAndNoneFires() throws Exception {
        Daemon often = new Daemon("often");
        Daemon once = new Daemon("once");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG_STOP);
        once.stop();
        try {
            for (int seconds : STOPS) {
                stop(often, seconds);
                often.assertOneStallEachAndNoExpiry(seconds);
            }
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        } finally {
            once.goOn();
        }
        once.assertOneStallEachAndNoExpiry(LONG_STOP);
    }

    private static void stop(Daemon daemon, int seconds) throws InterruptedException {
        daemon.stop();
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } finally {
            daemon.goOn();
        }
    }

    /** Its timer was set just now: it is not due before the stop is over. */
    @Test
    void aStopThatBeginsRightAfterTheFirstMessageIsReportedToo() throws Exception {
        Watched watched = Watched.in(folder).with("fresh", "pulse_interval=200,timeout=1000");
        Awd awd = kept(watched.start());
        ShellSocket shell = ShellSocket.of(awd);
        kept(SteadyPeer.to(watched.port("fresh")));
        Watched.reaches(shell, "fresh", "alive");
        PeerProcess.signal(awd.pid(), "STOP");
        try {
            TimeUnit.SECONDS.sleep(1);
        } finally {
            PeerProcess.signal(awd.pid(), "CONT");
        }
        Watched.hear(shell, watched.ids(), 15);
        assertUnharmed(shell, "fresh");
        assertThat(shell.number("fresh", "stalls")).as("stalls; %s", awd.log()).isEqualTo(1);
    }

    private static void assertUnharmed(ShellSocket shell, String id) {
        assertThat(shell.ask("qom-get " + id + " state")).as(id).isEqualTo("alive");
        assertThat(shell.number(id, "expiries")).as(id).isZero();
    }

    @Test
    void amongSixteenBusyProcessesOnlyTheOneWhosePeerIsKilledFires() throws Exception {
        Watched watched = Watched.in(folder);
        List.of("one", "two", "three", "killed").forEach(id -> watched.with(id, "pulse_interval=200,timeout=1000"));
        ShellSocket shell = ShellSocket.of(kept(watched.start()));
        Map<String, PeerProcess> peers = new HashMap<>();
        for (String id : watched.ids()) {
            peers.put(id, kept(PeerProcess.to(watched.port(id), "0.2")));
            Watched.reaches(shell, id, "alive");
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUSY_SECONDS);
        for (int i = 0; i < BUSY; i++) {
            keepBusy();
        }
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime() - TimeUnit.SECONDS.toNanos(BUSY_SECONDS / 2));
        assertThat(shell.number("killed", "expiries")).as("of the one whose peer is still there").isZero();
        peers.get("killed").close();
        Watched.reaches(shell, "killed", "expired");
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        List.of("one", "two", "three").forEach(id -> assertUnharmed(shell, id));
        assertThat(shell.number("killed", "expiries")).isEqualTo(1);
        assertThat(watched.fired()).containsExactly("killed");
    }

    /** Ends by itself when it has had its share of the processor. */
    private void keepBusy() throws IOException {
        Process busy = new ProcessBuilder("sh", "-c", "ulimit -t 30; while :; do :; done").start();
        kept(() -> busy.destroyForcibly().waitFor(20, TimeUnit.SECONDS));
    }
}
