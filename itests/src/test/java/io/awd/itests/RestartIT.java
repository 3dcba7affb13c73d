package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AWD is started again with its state folder: whom it had heard it judges with a fresh deadline, and what it had fired it does not fire again. */
class RestartIT {
    private static final int TIMEOUT = 1500;
    private static final int BURST = 100;
    private static final List<String> EXPIRED = List.of("handled", "repeating", "unsent");
    @TempDir
    private Path folder;
    private final List<AutoCloseable> things = new ArrayList<>();
    private final Map<String, PeerProcess> peers = new HashMap<>();

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    private void speak(ShellSocket shell, Watched watched, List<String> ids) {
        ids.forEach(id -> peers.put(id, kept(PeerProcess.to(watched.port(id), "0.1"))));
        ids.forEach(id -> Watched.reaches(shell, id, "alive"));
    }

    private void fallSilent(List<String> ids) {
        ids.forEach(id -> peers.get(id).close());
    }

    private Watched watched(int late) {
        Watched watched = Watched.in(folder).option("-state", folder.resolve("state").toString())
                .option("-chardev", "socket,id=late,host=127.0.0.1,port=" + late + ",server=on,wait=off");
        return watched.with("dead", "pulse_interval=200,timeout=" + TIMEOUT).with("handled", "pulse_interval=200,timeout=500")
                .with("repeating", "pulse_interval=200,timeout=500,repeat=again,repeat_delay=300,repeat_max=1000")
                .with("never", "pulse_interval=200,timeout=500")
                .plain("advanced-watchdog", "awd_node", "unsent", "pulse_interval=200,timeout=500,notification_node=late,opt_script="
                        + watched.script("unsent"));
    }

    private static void stop(Awd awd, String how) {
        if (how.equals("KILL")) {
            awd.kill();
        } else {
            assertThat(awd.stop()).isZero();
        }
    }

    /** Handled: its script is out. Repeating and unsent: in the middle of it, the one between two runs, the other before its node is there. */
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void aPeerThatDiedMeanwhileFiresAfterOneFreshDeadlineAndWhatHadExpiredDoesNotFireAgain(String how) throws Exception {
        int late = SocketTable.freePort();
        Watched watched = watched(late);
        Awd first = kept(watched.start());
        ShellSocket shell = ShellSocket.of(first);
        speak(shell, watched, List.of("dead", "handled", "repeating", "unsent"));
        fallSilent(EXPIRED);
        EXPIRED.forEach(id -> Watched.reaches(shell, id, "expired"));
        Eventually.holds(() -> assertThat(Collections.frequency(watched.fired(), "repeating")).isGreaterThanOrEqualTo(2));
        assertThat(shell.ask("qom-get dead state")).isEqualTo("alive");
        stop(first, how);
        fallSilent(List.of("dead"));
        List<String> before = watched.fired();

        Awd second = kept(watched.start());
        assertThat(shell.ask("qom-get dead state")).isEqualTo("blind");
        assertThat(shell.number("dead", "margin")).isBetween(1L, (long) TIMEOUT);
        EXPIRED.forEach(id -> assertThat(shell.ask("qom-get " + id + " state")).as(id).isEqualTo("expired"));
        assertThat(shell.ask("qom-get never state")).isEqualTo("waiting");
        TextClient node = kept(TextClient.tcp("127.0.0.1", late));
        Watched.reaches(shell, "dead", "expired");
        Eventually.holds(() -> assertThat(watched.fired()).hasSizeGreaterThan(before.size()));
        assertThat(watched.fired().subList(before.size(), watched.fired().size())).as("it says: %s", second.log()).containsExactly("dead");
        Eventually.holds(() -> assertThat(second.log()).contains("dead: expired: "));
        assertThat(Duration.between(at(second, "dead: blind: "), at(second, "dead: expired: ")).toMillis()).as("its fresh deadline; %s", second.log())
                .isBetween(TIMEOUT - 100L, 2L * TIMEOUT - 1);
        EXPIRED.forEach(id -> assertThat(shell.number(id, "expiries")).as("new expiries of %s", id).isZero());
        assertThat(shell.ask("qom-get never state")).isEqualTo("waiting");
        assertThat(node.text()).isEmpty();
        nextSilenceFires(shell, watched, node);
    }

    private void nextSilenceFires(ShellSocket shell, Watched watched, TextClient node) {
        int before = Collections.frequency(watched.fired(), "handled");
        List<String> back = List.of("handled", "unsent");
        speak(shell, watched, back);
        fallSilent(back);
        back.forEach(id -> Watched.reaches(shell, id, "expired"));
        Eventually.holds(() -> assertThat(Collections.frequency(watched.fired(), "handled")).isEqualTo(before + 1));
        Eventually.holds(() -> assertThat(node.text()).isEqualTo("unsent\n"));
    }

    private static Instant at(Awd awd, String event) {
        return Instant.parse(awd.log().lines().filter(line -> line.contains(event)).findFirst().orElseThrow().split(" ")[0]);
    }

    /** Its own deadline is shorter than that of another whose peer is dead as well: when that one has fired, this one would have fired again. */
    @Test
    void killedAtTheFirstByteOfItsScriptItDoesNotSendItASecondTime() throws Exception {
        Relay node = kept(Relay.listening("127.0.0.1"));
        Watched watched = Watched.in(folder).option("-state", folder.resolve("state").toString())
                .option("-chardev", "socket,id=node,host=127.0.0.1,port=" + node.port() + ",reconnect=1");
        watched.with("other", "pulse_interval=200,timeout=" + TIMEOUT).plain("advanced-watchdog", "awd_node", "heart1",
                "pulse_interval=200,timeout=500,notification_node=node,opt_script=" + watched.script("once"));
        Awd first = kept(watched.start());
        ShellSocket shell = ShellSocket.of(first);
        Eventually.holds(() -> assertThat(node.lines()).hasSize(1));
        speak(shell, watched, List.of("other", "heart1"));
        fallSilent(List.of("heart1"));
        awaitBytes(node.last());
        first.kill();
        fallSilent(List.of("other"));

        Awd second = kept(watched.start());
        assertThat(shell.ask("qom-get heart1 state")).as("it says: %s", second.log()).isEqualTo("expired");
        Eventually.holds(() -> assertThat(node.lines()).hasSize(2));
        Eventually.holds(() -> assertThat(watched.fired()).containsExactly("other"));
        assertThat(node.lines().stream().map(line -> line.fromClient().text())).containsExactly("once\n", "");
    }

    /** Many at once, as when a switch fails: what is written down of them takes longer than for one. */
    @Test
    void killedWhenAllScriptsOfABurstAreOutNoneIsSentAgain() throws Exception {
        Watched watched = Watched.in(folder).option("-state", folder.resolve("state").toString());
        for (int i = 0; i < BURST; i++) {
            watched.with("burst" + i, "protocol=awd,pulse=off,timeout=" + TIMEOUT);
        }
        Awd first = kept(watched.start());
        List<Socket> sockets = new ArrayList<>();
        for (String id : watched.ids()) {
            sockets.add(kept(new Socket(InetAddress.getByName("127.0.0.1"), watched.port(id))));
        }
        for (Socket socket : sockets) {
            socket.getOutputStream().write(Frames.PULSE);
        }
        Eventually.holds(() -> assertThat(ShellSocket.of(first).ask("qom-get burst" + (BURST - 1) + " state")).isEqualTo("alive"));
        awaitAll(watched);
        first.kill();

        Awd second = kept(watched.start());
        List<String> again = watched.ids().stream().filter(id -> !ShellSocket.of(second).ask("qom-get " + id + " state").equals("expired")).toList();
        assertThat(again).as("those that had sent their script and do not know of it").isEmpty();
    }

    private static void awaitAll(Watched watched) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (watched.fired().size() < watched.ids().size()) {
            assertThat(System.nanoTime()).as("only %s were sent", watched.fired()).isLessThan(end);
        }
    }

    /** Without a pause, so that as little as possible happens after it. */
    private static void awaitBytes(Relay.Line line) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (line.fromClient().bytes().length == 0) {
            assertThat(System.nanoTime()).as("nothing was sent").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
