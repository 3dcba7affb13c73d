package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each notifier, at each point of an incident, when its peer is killed, AWD is killed, its bundle is stopped, or the watched peer comes back: the record
 * says the truth, nothing is sent twice, and nothing is lost without a line that says so.
 */
class KillMatrixIT {
    private static final List<String> TABLE = new ArrayList<>();
    private static final int DEADLINE = 1500;

    /** Whom a notifier speaks to, or what it runs. */
    interface Peer extends AutoCloseable {
        /** What the definition of the notifier names: a port, a program. */
        String place();

        void come();

        void go();

        List<String> got();

        void forget();

        void answers(int times);

        /** From now on it reads half of what it is told to do, and goes when it is released. */
        void readsHalf(boolean only);

        void release();
    }

    enum Way {
        RAW(HeldPeer.Speech.RAW, "io.awd.notifier.chardev", 2, false, "-chardev", "socket,id=n,host=127.0.0.1,port=%s,reconnect=1"),
        HMP(HeldPeer.Speech.HMP, "io.awd.notifier.hmp", 2, true, "-chardev", "socket,id=c,host=127.0.0.1,port=%s,reconnect=1", "-object",
                "notifier-hmp,id=n,chardev=c,probe_interval=60000"),
        QMP(HeldPeer.Speech.QMP, "io.awd.notifier.qmp", 2, true, "-chardev", "socket,id=c,host=127.0.0.1,port=%s,reconnect=1", "-object",
                "notifier-qmp,id=n,chardev=c,probe_interval=60000"),
        MAIL(HeldPeer.Speech.SMTP, "io.awd.notifier.mail", 1, true, "-object",
                "notifier-mail,id=n,host=127.0.0.1,port=%s,tls=none,from=a@example.org,to=b@example.org,timeout=20000,probe_interval=1000"),
        WEBHOOK(HeldPeer.Speech.HTTP, "io.awd.notifier.webhook", 1, true, "-object", "notifier-webhook,id=n,url=http://127.0.0.1:%s/,probe_interval=1000"),
        EXEC(null, "io.awd.notifier.exec", 1, true, "-object", "notifier-exec,id=n,program=%s,time_limit=20000");

        private final HeldPeer.Speech speech;
        private final String bundle;
        /** How many things its peer is told by the script of two lines. */
        private final int told;
        private final boolean answers;
        private final List<String> options;

        Way(HeldPeer.Speech speech, String bundle, int told, boolean answers, String... options) {
            this.speech = speech;
            this.bundle = bundle;
            this.told = told;
            this.answers = answers;
            this.options = List.of(options);
        }
    }

    @TempDir
    private Path folder;
    private final List<AutoCloseable> things = new ArrayList<>();
    private Way way;
    private Peer peer;
    private int heartbeat;
    private int starts;
    private Awd awd;
    private ShellSocket shell;
    private TextClient guest;

    @AfterAll
    static void show() throws IOException {
        TABLE.add(0, "| notifier | point | event | record | told |\n|---|---|---|---|---|");
        System.out.println(String.join("\n", TABLE));
        Files.write(Path.of("target", "kill-matrix.md"), TABLE);
    }

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    private void start() throws IOException {
        List<String> options = new ArrayList<>(List.of("-state", folder.resolve("state").toString(),
                "-chardev", "socket,id=h,host=127.0.0.1,port=" + heartbeat + ",server=on,wait=off"));
        way.options.forEach(option -> options.add(String.format(option, peer.place())));
        options.addAll(List.of("-object", "advanced-watchdog,id=w,awd_node=h,protocol=notify,timeout=600000,notification_node=n,opt_script="
                + folder.resolve("script") + ",step_timeout=20000,notify_deadline=" + DEADLINE));
        awd = kept(Awd.start(Files.createDirectory(folder.resolve("run" + starts++)), options));
        shell = ShellSocket.of(awd);
        guest = kept(TextClient.tcp("127.0.0.1", heartbeat));
    }

    private void alive() {
        guest.type("WATCHDOG=1\n");
        Watched.reaches(shell, "w", "alive");
    }

    private void ready(boolean wanted) {
        String question = way == Way.RAW ? "qom-get /chardevs/n connected" : "qom-get n ready";
        Eventually.holds(() -> assertThat(shell.ask(question)).isEqualTo(String.valueOf(wanted)));
    }

    private void kill() throws InterruptedException {
        awd.process().destroyForcibly();
        assertThat(awd.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** A fresh incident; its id once it is on record. */
    private String expire() {
        int before = incidents().size();
        guest.type("WATCHDOG=trigger\n");
        Eventually.holds(() -> assertThat(incidents()).hasSize(before + 1));
        return incidents().get(before);
    }

    private List<String> incidents() {
        return shell.ask("info incidents").lines().skip(1).map(line -> line.split("\\s+")[0]).toList();
    }

    private String record(String incident) {
        return shell.ask("info incidents " + incident);
    }

    private String ended(String incident) {
        Eventually.holds(() -> assertThat(record(incident)).containsPattern("state +ended"));
        return record(incident);
    }

    private void told(int times) {
        Eventually.holds(() -> assertThat(peer.got()).hasSize(times));
    }

    /** The peer comes if it was gone, the node becomes ready, and what was told is still what it was. */
    private void settled(String point, String event, String record, int told) {
        peer.readsHalf(false);
        peer.release();
        peer.come();
        ready(true);
        assertThat(peer.got()).as(way + " " + point + " " + event).hasSize(told);
        assertThat(peer.got().stream().filter(what -> !what.equals("one") && !what.equals("two")).count()).isLessThanOrEqualTo(1);
        String steps = String.join("; ", record.lines().filter(line -> line.startsWith("step")).map(line -> line.replaceFirst("step +n ", "")
                .replaceAll(" after \\d+ ms", "").replaceAll(": .*", "").strip()).toList());
        TABLE.add("| " + way.name().toLowerCase() + " | " + point + " | " + event + " | " + steps + " | " + told + " |");
        peer.forget();
    }

    private String bundle() {
        return shell.ask("lb -s " + way.bundle).lines().filter(line -> line.contains(way.bundle + " ")).map(line -> line.split("\\|")[0].strip())
                .findFirst().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theRecordSaysTheTruth(Way which) throws Exception {
        way = which;
        peer = kept(way == Way.EXEC ? new HeldProgram(folder) : new HeldPeer(way.speech));
        heartbeat = SocketTable.freePort();
        Files.writeString(folder.resolve("script"), "one\ntwo\n");
        peer.come();
        start();
        ready(true);
        beforeConnect();
        if (way.answers) {
            sentAndNoReply();
        }
        if (way != Way.EXEC) {
            midSend();
        }
        afterReply();
    }

    private void gone() {
        peer.go();
        ready(false);
    }

    private void beforeConnect() throws Exception {
        gone();
        alive();
        String cancelled = expire();
        alive();
        assertThat(ended(cancelled)).contains("n 1 cancelled (the peer is back)").doesNotContain(" failed");
        settled("before connect", "watched peer back", record(cancelled), 0);

        gone();
        alive();
        String late = expire();
        assertThat(ended(late)).contains("n 1 failed (not ready within " + DEADLINE + " ms").doesNotContain(" sent");
        settled("before connect", "peer stays away", record(late), 0);

        gone();
        alive();
        String bundleLeft = expire();
        shell.ask("stop " + bundle());
        assertThat(ended(bundleLeft)).contains("n 1 failed (its bundle is not there)");
        shell.ask("start " + bundle());
        settled("before connect", "bundle stopped", record(bundleLeft), 0);

        gone();
        alive();
        String interrupted = expire();
        kill();
        start();
        assertThat(record(interrupted)).containsPattern("state +interrupted").doesNotContain(" sent").doesNotContain("acknowledged");
        settled("before connect", "AWD killed", record(interrupted), 0);
    }

    private void sentAndNoReply() throws Exception {
        peer.answers(0);
        alive();
        String begun = expire();
        told(1);
        alive();
        peer.release();
        told(way.told);
        assertThat(ended(begun)).contains("n 1 acknowledged").doesNotContain("cancelled");
        settled("no reply yet", "watched peer back", record(begun), way.told);

        if (way.told == 2) {
            peer.answers(1);
            alive();
            String between = expire();
            told(2);
            peer.go();
            assertThat(ended(between)).contains("n 1 acknowledged").contains("n 2 unknown");
            settled("first replied, second not", "peer killed", record(between), 2);
        }

        peer.answers(0);
        alive();
        String lost = expire();
        told(1);
        peer.go();
        // that a program was killed is known, whatever it had done before
        String outcome = way == Way.EXEC ? "failed" : "unknown";
        assertThat(ended(lost)).contains("n 1 " + outcome);
        assertThat(awd.log()).contains("incident " + lost + ": step 1 to n " + outcome);
        settled("no reply yet", "peer killed", record(lost), 1);

        peer.answers(0);
        alive();
        String left = expire();
        told(1);
        shell.ask("stop " + bundle());
        assertThat(ended(left)).contains("n 1 unknown");
        shell.ask("start " + bundle());
        settled("no reply yet", "bundle stopped", record(left), 1);

        peer.answers(0);
        alive();
        String interrupted = expire();
        told(1);
        kill();
        start();
        assertThat(record(interrupted)).containsPattern("state +interrupted").contains("n 1 unknown (AWD ended before its outcome was known)");
        assertThat(awd.log()).contains("incident " + interrupted + " of w was interrupted");
        settled("no reply yet", "AWD killed", record(interrupted), 1);
    }

    /** A step has left AWD whole, as it is small; its peer has read half of it and no more. */
    private void midSend() throws Exception {
        String outcome = way.answers ? "n 1 (unknown|failed)" : "n 1 sent";
        for (String event : List.of("watched peer back", "peer killed", "bundle stopped")) {
            String begun = halfSent();
            if (event.equals("watched peer back")) {
                alive();
                peer.readsHalf(false);
                peer.release();
            } else if (event.equals("peer killed")) {
                peer.go();
            } else {
                shell.ask("stop " + bundle());
            }
            assertThat(ended(begun)).as(event).containsPattern(outcome).doesNotContain("acknowledged");
            peer.readsHalf(false);
            if (event.equals("bundle stopped")) {
                shell.ask("start " + bundle());
            }
            settled("mid-send", event, record(begun), 1);
        }
        String interrupted = halfSent();
        if (!way.answers) {
            ended(interrupted);
        }
        kill();
        peer.readsHalf(false);
        start();
        assertThat(record(interrupted)).containsPattern(way.answers ? "state +interrupted" : "state +ended").containsPattern(outcome);
        settled("mid-send", "AWD killed", record(interrupted), 1);
    }

    private String halfSent() {
        peer.answers(0);
        peer.readsHalf(true);
        alive();
        String begun = expire();
        told(1);
        return begun;
    }

    private void afterReply() throws Exception {
        alive();
        String over = expire();
        told(way.told);
        String record = ended(over);
        assertThat(record).contains(way.answers ? "n 1 acknowledged" : "n 1 sent").doesNotContain("unknown");
        gone();
        shell.ask("stop " + bundle());
        shell.ask("start " + bundle());
        alive();
        assertThat(record(over)).isEqualTo(record);
        settled("after reply", "peer killed, bundle stopped, watched peer back", record(over), way.told);

        String last = expire();
        told(way.told);
        String before = ended(last);
        kill();
        start();
        assertThat(record(last)).isEqualTo(before);
        assertThat(awd.log()).doesNotContain("incident " + last + " of w was interrupted");
        settled("after reply", "AWD killed", record(last), way.told);
    }
}
