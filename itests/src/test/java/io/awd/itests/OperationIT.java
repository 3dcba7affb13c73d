package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators and peers say to a watchdog, and what it says to them. One daemon; each test has a watchdog of its own in it. */
class OperationIT {
    private static final String FAST = "pulse_interval=200,timeout=500";
    /** Longer than the timeout of all that are silent meanwhile. */
    private static final String CONTROL = "pulse_interval=200,timeout=900";
    @TempDir
    private static Path folder;
    private static Watched watched;
    private static Awd awd;
    private static ShellSocket shell;
    private final List<AutoCloseable> things = new ArrayList<>();

    @BeforeAll
    static void start() {
        watched = Watched.in(folder).option("-chardev", "file,id=alerts,path=" + folder.resolve("alerts"));
        watched.with("paused", FAST).with("paused-for", FAST).with("manual", FAST + ",rearm=manual").with("control", CONTROL)
                .with("warned", "pulse_interval=200,timeout=1400,pretimeout=1200,alert_node=alerts")
                .with("recovering", FAST + ",recover_script=" + watched.script("back")).with("stopping", FAST)
                .plain("watchdog", "chardev", "lines", "timeout=500,notification_node=fired,opt_script=" + watched.script("lines"))
                .plain("advanced-watchdog", "awd_node", "asks", "server=on," + FAST)
                .option("-chardev", "socket,id=to-asks,host=127.0.0.1,port=" + watched.port("asks") + ",reconnect=1")
                .option("-object", "advanced-watchdog,id=answers,awd_node=to-asks," + FAST);
        awd = watched.start();
        shell = ShellSocket.of(awd);
    }

    @AfterAll
    static void stop() throws Exception {
        Closing.all(awd);
    }

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    private SteadyPeer peer(String id) {
        SteadyPeer peer = kept(SteadyPeer.to(watched.port(id)));
        Watched.reaches(shell, id, "alive");
        return peer;
    }

    private static long fired(String line) {
        return Collections.frequency(watched.fired(), line);
    }

    private static long expiries(String id) {
        return shell.number(id, "expiries");
    }

    /** Another watchdog, with a longer timeout, is heard once and fires: whoever was silent since before should have fired. */
    private static void moreThanATimeoutPasses() throws IOException {
        long before = expiries("control");
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), watched.port("control"))) {
            socket.getOutputStream().write(Frames.PULSE);
            Eventually.holds(() -> assertThat(expiries("control")).isEqualTo(before + 1));
        }
    }

    @Test
    void aPausedOneJudgesNothingUntilItIsResumedAndThenGivesAFreshDeadline() throws IOException {
        SteadyPeer peer = peer("paused");
        shell.ask("watchdog-pause paused");
        assertThat(shell.refusal("watchdog-pause paused")).contains("it is paused already");
        peer.silence();
        moreThanATimeoutPasses();
        assertThat(shell.ask("qom-get paused state")).isEqualTo("paused");
        assertThat(shell.ask("info watchdogs")).containsPattern("(?m)^paused +paused ");
        assertThat(expiries("paused")).isZero();
        long resumed = System.nanoTime();
        shell.ask("watchdog-resume paused");
        Watched.reaches(shell, "paused", "expired");
        assertThat(millisSince(resumed)).isGreaterThanOrEqualTo(500);
        assertThat(expiries("paused")).isEqualTo(1);
        Eventually.holds(() -> assertThat(fired("paused")).isEqualTo(1));
        assertThat(shell.refusal("watchdog-resume paused")).contains("it is neither paused nor resting");
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    @Test
    void aPauseForAWhileEndsByItself() {
        SteadyPeer peer = peer("paused-for");
        peer.silence();
        long paused = System.nanoTime();
        shell.ask("watchdog-pause paused-for for 1000");
        assertThat(shell.ask("qom-get paused-for state")).isEqualTo("paused");
        Watched.reaches(shell, "paused-for", "expired");
        assertThat(millisSince(paused)).as("the pause and one timeout").isGreaterThanOrEqualTo(1500);
        assertThat(expiries("paused-for")).isEqualTo(1);
        assertThat(awd.log()).contains("paused-for: paused: an operator paused it for 1000 ms", "paused-for: alive: the pause is over");
    }

    @Test
    void withRearmManualItRestsAfterAnIncidentUntilItIsResumed() throws IOException {
        SteadyPeer peer = peer("manual");
        peer.silence();
        Watched.reaches(shell, "manual", "expired");
        peer.speak();
        Watched.reaches(shell, "manual", "resting");
        peer.silence();
        moreThanATimeoutPasses();
        assertThat(shell.ask("qom-get manual state")).isEqualTo("resting");
        assertThat(expiries("manual")).isEqualTo(1);
        peer.speak();
        Watched.hear(shell, List.of("manual"), 2);
        shell.ask("watchdog-resume manual");
        assertThat(shell.ask("qom-get manual state")).isEqualTo("alive");
        peer.silence();
        Watched.reaches(shell, "manual", "expired");
        Eventually.holds(() -> assertThat(fired("manual")).isEqualTo(2));
    }

    @Test
    void withPretimeoutItIsSuspectFirstWhichIsToldButDoesNotFire() {
        SteadyPeer peer = peer("warned");
        peer.silence();
        Watched.reaches(shell, "warned", "suspect");
        peer.speak();
        Watched.reaches(shell, "warned", "alive");
        assertThat(expiries("warned")).isZero();
        Eventually.holds(() -> assertThat(Files.readString(folder.resolve("alerts"))).contains("AWD warned: suspect"));
        assertThat(fired("warned")).isZero();
        peer.silence();
        Watched.reaches(shell, "warned", "expired");
        Eventually.holds(() -> assertThat(fired("warned")).isEqualTo(1));
    }

    @Test
    void theRecoverScriptComesWhenThePeerIsBackAndNotBefore() throws IOException {
        SteadyPeer peer = peer("recovering");
        peer.silence();
        Eventually.holds(() -> assertThat(fired("recovering")).isEqualTo(1));
        moreThanATimeoutPasses();
        assertThat(fired("back")).isZero();
        peer.speak();
        Eventually.holds(() -> assertThat(fired("back")).isEqualTo(1));
        assertThat(shell.ask("qom-get recovering state")).isEqualTo("alive");
        assertThat(watched.fired().indexOf("back")).isGreaterThan(watched.fired().indexOf("recovering"));
        peer.silence();
        Eventually.holds(() -> assertThat(fired("recovering")).isEqualTo(2));
        assertThat(fired("back")).isEqualTo(1);
    }

    @Test
    void aPlainWatchdogTakesSystemdsLinesFromNc() throws Exception {
        List<Process> lines = pipe("while echo WATCHDOG=1; do sleep 0.1; done");
        Watched.hear(shell, List.of("lines"), 10);
        assertThat(shell.ask("qom-get lines state")).isEqualTo("alive");
        assertThat(shell.ask("qom-get lines dialect")).isEqualTo("notify");
        assertThat(expiries("lines")).isZero();
        for (Process each : lines) {
            each.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
        Watched.reaches(shell, "lines", "expired");
        Eventually.holds(() -> assertThat(fired("lines")).isEqualTo(1));
        pipe("printf WATCHDOG=1");
        Eventually.holds(() -> assertThat(shell.number("lines", "recoveries")).isEqualTo(1));
        pipe("echo WATCHDOG=1; echo STOPPING=1");
        Watched.reaches(shell, "lines", "waiting");
        long before = expiries("lines");
        moreThanATimeoutPasses();
        assertThat(shell.ask("qom-get lines state")).as("after STOPPING=1").isEqualTo("waiting");
        assertThat(expiries("lines")).isEqualTo(before);
        pipe("echo WATCHDOG=1; echo WATCHDOG=trigger");
        Eventually.holds(() -> assertThat(expiries("lines")).isEqualTo(before + 1));
        Eventually.holds(() -> assertThat(awd.log()).contains("lines: expired: the peer asked for it"));
    }

    /** What a shell writes goes to the watchdog of lines through nc. */
    private List<Process> pipe(String text) throws IOException {
        List<Process> pipe = ProcessBuilder.startPipeline(List.of(new ProcessBuilder("sh", "-c", text),
                new ProcessBuilder("nc", "-N", "127.0.0.1", String.valueOf(watched.port("lines"))).redirectOutput(ProcessBuilder.Redirect.DISCARD)));
        pipe.forEach(each -> kept(() -> each.destroyForcibly().waitFor(20, TimeUnit.SECONDS)));
        return pipe;
    }

    @Test
    void aPeerThatSaysThatItStopsIsWaitedForUntilItSpeaksAgain() throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), watched.port("stopping"))) {
            socket.getOutputStream().write(Frames.PULSE);
            Watched.reaches(shell, "stopping", "alive");
            socket.getOutputStream().write(Frames.STOPPING);
            Watched.reaches(shell, "stopping", "waiting");
            moreThanATimeoutPasses();
            assertThat(shell.ask("qom-get stopping state")).isEqualTo("waiting");
            assertThat(expiries("stopping")).isZero();
            socket.getOutputStream().write(Frames.PULSE);
            Watched.reaches(shell, "stopping", "alive");
            Watched.reaches(shell, "stopping", "expired");
        }
    }

    @Test
    void ofAPairTheOneThatStaysWaitsWhicheverStops() throws IOException {
        String answers = "object-add advanced-watchdog,id=answers,awd_node=to-asks," + FAST;
        Watched.reaches(shell, "asks", "alive");
        shell.ask("object-del answers");
        Watched.reaches(shell, "asks", "waiting");
        moreThanATimeoutPasses();
        assertThat(shell.ask("qom-get asks state")).isEqualTo("waiting");
        assertThat(expiries("asks")).isZero();
        shell.ask(answers);
        Watched.reaches(shell, "asks", "alive");
        Watched.reaches(shell, "answers", "alive");
        shell.ask("object-del asks");
        Watched.reaches(shell, "answers", "waiting");
        moreThanATimeoutPasses();
        assertThat(shell.ask("qom-get answers state")).isEqualTo("waiting");
        assertThat(expiries("answers")).isZero();
    }
}
