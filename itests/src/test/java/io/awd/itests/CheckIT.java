package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -check}: what would fail on the day is said before, by a real QEMU where one is asked, and nothing is executed. */
class CheckIT {
    @TempDir
    private Path folder;
    private Path good;
    private Path bad;
    private int heartbeat;

    @BeforeEach
    void write() throws IOException {
        good = Files.writeString(folder.resolve("good"), "stop\ncont\n");
        bad = Files.writeString(folder.resolve("bad"), "cont\nnope\nhuman-monitor-command foo=1\n");
        heartbeat = SocketTable.freePort();
    }

    private List<String> options(int port, Path script, String... first) {
        return Stream.concat(Stream.of(first), Stream.of("-chardev", "socket,id=h,host=127.0.0.1,port=" + heartbeat + ",server=on,wait=off",
                "-chardev", "socket,id=q,host=127.0.0.1,port=" + port + ",reconnect=1", "-object", "notifier-qmp,id=nq,chardev=q",
                "-object", "notifier-log,id=nl",
                "-object", "advanced-watchdog,id=w,awd_node=h,notification_node.0=nq,notification_node.1=nl,opt_script=" + script)).toList();
    }

    @Test
    void askedOfARealQemuEachStepIsGoodOrNotAndNothingIsExecuted() throws Exception {
        try (QmpMachine qemu = QmpMachine.start(folder, "qemu")) {
            Awd.Result result = Awd.run(folder.resolve("good-run"), options(qemu.port(), good, "-check"));
            assertThat(result.status()).as(result.err()).isZero();
            assertThat(result.out()).contains("'stop' and its arguments are known", "'cont' and its arguments are known").doesNotContain(" NO ");
            Awd.Result refused = Awd.run(folder.resolve("bad-run"), options(qemu.port(), bad, "-check"));
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.out()).containsPattern("w +opt_script +nq +nope +NO +command 'nope' is not known to this QEMU");
            assertThat(refused.out()).containsPattern("human-monitor-command foo=1 +NO ");
            assertThat(refused.err()).contains("awd: -check: 2 of ").contains(" would fail on the day");
            assertThat(qemu.eventsByNow("STOP") + qemu.eventsByNow("RESUME")).isZero();
        }
    }

    @Test
    void aNodeThatDoesNotBecomeReadyWouldFail() {
        Awd.Result result = Awd.run(folder.resolve("run"), options(SocketTable.freePort(), good, "-check"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).containsPattern("w +opt_script +nq +NO +not connected").containsPattern("w +opt_script +nl +yes +");
    }

    @Test
    void offlineNothingIsConnectedTo() throws IOException {
        try (ServerSocket untouched = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Awd.Result result = Awd.run(folder.resolve("run"), options(untouched.getLocalPort(), bad, "-offline", "-check"));
            assertThat(result.status()).as(result.err()).isZero();
            assertThat(result.out()).contains("it can be read; QEMU was not asked");
            untouched.setSoTimeout(1);
            assertThatThrownBy(untouched::accept).as("nobody had connected").isInstanceOf(SocketTimeoutException.class);
        }
        Files.writeString(bad, "{\"execute\": \n");
        Awd.Result unreadable = Awd.run(folder.resolve("run2"), options(heartbeat, bad, "-check", "-offline"));
        assertThat(unreadable.status()).isEqualTo(1);
        assertThat(unreadable.out()).containsPattern("w +opt_script +nq +\\{\"execute\": +NO ");
    }

    @Test
    void whatWouldNotStartIsRefusedInOneLine() {
        Path missing = folder.resolve("missing");
        List<String> options = options(heartbeat, missing, "-check", "-offline");
        Awd.Result result = Awd.run(folder.resolve("run"), options);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("awd: -object " + options.get(options.size() - 1) + ": advanced-watchdog can't open opt_script: " + missing + "\n");
        assertThat(Awd.run(folder.resolve("run2"), List.of("-offline")).err()).isEqualTo("awd: -offline: needs -check\n");
    }

    @Test
    void aSecretIsNotRepeatedInAnError() {
        for (String option : List.of("secret,id=s,data=ge,,heim,foo=1", "{\"qom-type\":\"secret\",\"id\":\"s\",\"data\":\"geheim\",\"foo\":\"1\"}",
                "secrets,id=s,data=geheim")) {
            List<String> options = new ArrayList<>(List.of("-object", option));
            Awd.Result result = Awd.run(folder.resolve("run"), options);
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).startsWith("awd: -object ").doesNotContain("heim");
        }
    }

    /** A node of each kind; the script is for all of them. */
    private List<String> everyKind(Qemu qemu, String mail, String hook, Path program, Path secret) {
        return List.of("-chardev", "socket,id=h,host=127.0.0.1,port=" + heartbeat + ",server=on,wait=off", "-chardev", "file,id=raw,path=" + folder.resolve("raw"),
                "-chardev", "socket,id=q,host=127.0.0.1,port=" + qemu.monitorPort() + ",reconnect=1", "-object", "notifier-hmp,id=hmp,chardev=q",
                "-object", "secret,id=sec0,file=" + secret, "-object", mail, "-object", hook, "-object", "notifier-exec,id=exec,program=" + program,
                "-object", "notifier-log,id=log",
                "-object", "advanced-watchdog,id=w,awd_node=h,notification_node.0=raw,notification_node.1=hmp,notification_node.2=mail,"
                        + "notification_node.3=hook,notification_node.4=exec,notification_node.5=log,opt_script=" + good);
    }

    private Path program(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "#!/bin/sh\ntouch " + folder.resolve("ran") + "\n");
    }

    private Awd.Result checked(String run, List<String> options, String... first) {
        return Awd.run(folder.resolve(run), Stream.concat(Stream.of(first), options.stream()).toList());
    }

    @Test
    void aNodeOfEachKindIsAskedAndDoesNothing() throws Exception {
        Path secret = Files.writeString(folder.resolve("password"), "geheim\n");
        Path program = program("program");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        try (Qemu qemu = Qemu.start(folder); MailServer mail = new MailServer(folder, "awd:geheim"); HookServer hook = HookServer.answering(folder, 200)) {
            String notifier = "notifier-mail,id=mail,host=127.0.0.1,port=" + mail.port() + ",username=awd,password_secret=sec0,from=a@example.org,to=b@example.org";
            List<String> right = everyKind(qemu, notifier + ",tls_ca=" + mail.certificate(), hook.notifier("hook", ""), program, secret);
            Awd.Result result = checked("right", right, "-check");
            assertThat(result.status()).as(result.out() + result.err()).isZero();
            assertThat(result.out()).contains(" raw ", " hmp ", " mail ", " hook ", " exec ", " log ").doesNotContain(" NO ", "geheim");

            // its password is another, nobody knows the certificate of the hook, and the program may not be executed
            Files.writeString(secret, "falsch\n");
            Files.writeString(good, "stop\nnosuch\n");
            String unknown = hook.notifier("hook", "").replaceFirst(",tls_ca=[^,]*", "");
            List<String> wrong = everyKind(qemu, notifier + ",tls_ca=" + mail.certificate(), unknown, program("other"), secret);
            Awd.Result refused = checked("wrong", wrong, "-check");
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.out()).containsPattern(" hmp +nosuch +NO +unknown command").containsPattern(" mail +NO ").containsPattern(" hook +NO .*(?i)certificat")
                    .containsPattern(" exec +NO ").doesNotContain("falsch");
            assertThat(refused.err()).contains("would fail on the day").doesNotContain("falsch");

            Files.delete(folder.resolve("raw"));
            Awd.Result offline = checked("offline", wrong, "-check", "-offline");
            assertThat(offline.status()).as(offline.out() + offline.err()).isZero();
            assertThat(offline.out()).containsPattern(" hmp +nosuch +yes +it can be sent; the monitor was not asked").doesNotContain(" mail ", " hook ");
            Files.writeString(good, "stop;\n");
            assertThat(checked("offline2", wrong, "-check", "-offline").out()).containsPattern(" hmp +stop; +NO +unknown command");
            assertThat(folder.resolve("raw")).doesNotExist();

            assertThat(mail.mails()).isEmpty();
            assertThat(hook.requests()).isEmpty();
            assertThat(folder.resolve("ran")).doesNotExist();
            qemu.qmp().execute("query-status");
            assertThat(qemu.qmp().events("STOP")).isZero();
        }
    }
}
