package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that lost its power: no FIN, and after its return nothing known of the old connection. */
class VanishedHostIT {
    private static final int TIMEOUT = 2000;
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

    /** Silent is one that sends nothing, so that only the waiting client can tell that its connection is dead. */
    @Test
    void itIsHeardAgainWithinOneTimeoutAndItsNextSilenceFires() throws Exception {
        Cable cable = kept(Cable.laid(folder));
        Watched watched = Watched.on(folder, Cable.NEAR_ADDRESS);
        watched.with("pulsing", "pulse_interval=200,timeout=" + TIMEOUT).with("silent", "pulse=off,timeout=" + TIMEOUT);
        Awd awd = kept(Awd.start(folder, cable.nearInstallation(), watched.options()));
        ShellSocket shell = ShellSocket.of(awd);
        Map<String, PeerProcess> peers = peers(cable, watched);
        Watched.hear(shell, watched.ids(), 5);

        cable.cut();
        watched.ids().forEach(id -> assertThat(shell.ask("qom-get " + id + " connected")).as("%s knows of no end", id).isEqualTo("true"));
        peers.values().forEach(PeerProcess::close);
        cable.forget();
        Map<String, Long> before = Watched.numbers(shell, watched.ids(), "messages");

        cable.mend();
        long returned = System.nanoTime();
        Map<String, PeerProcess> again = peers(cable, watched);
        watched.ids().forEach(id -> Eventually.holds(() -> assertThat(shell.number(id, "messages")).isGreaterThan(before.get(id))));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - returned)).as("ms from its return to its first message; %s", awd.log())
                .isLessThanOrEqualTo(TIMEOUT);
        // or its kernel, asked by keep-alive, was the first to say that it knows nothing of the old connection
        assertThat(awd.log()).containsPattern("on-silent: .* is silent, a waiting client takes its place|chardev on-silent: disconnected");

        watched.ids().forEach(id -> Watched.reaches(shell, id, "alive"));
        Map<String, Long> fired = Watched.numbers(shell, watched.ids(), "expiries");
        again.values().forEach(PeerProcess::close);
        watched.ids().forEach(id -> Watched.reaches(shell, id, "expired"));
        watched.ids().forEach(id -> assertThat(shell.number(id, "expiries")).isEqualTo(fired.get(id) + 1));
    }

    private Map<String, PeerProcess> peers(Cable cable, Watched watched) {
        Map<String, PeerProcess> peers = new HashMap<>();
        watched.ids().forEach(id -> peers.put(id, kept(PeerProcess.start(cable.onFarHost(), Cable.NEAR_ADDRESS, watched.port(id), "0.1"))));
        return peers;
    }
}
