package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notification node is a mail server with STARTTLS and a login, and the password comes from a secret. */
class MailNotifierIT {
    private static final String PASSWORD = "correct horse battery staple";
    @TempDir
    private Path folder;
    private MailServer server;
    private int heartbeat;

    @BeforeEach
    void start() throws IOException {
        server = new MailServer(folder, "awd:" + PASSWORD);
        heartbeat = SocketTable.freePort();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private List<String> options(String password) throws IOException {
        Path script = Files.writeString(folder.resolve("opt-script"), "call the operator\n.and the manager\n");
        Path secret = Files.writeString(folder.resolve("password"), password + "\n");
        return List.of("-chardev", "socket,id=h1,host=127.0.0.1,port=" + heartbeat + ",server=on,wait=off",
                "-object", "secret,id=sec0,file=" + secret,
                "-object", "notifier-mail,id=mail1,host=127.0.0.1,port=" + server.port() + ",tls_ca=" + server.certificate()
                        + ",username=awd,password_secret=sec0,from=AWD <awd@example.org>,to.0=admin@example.org,to.1=night@example.org"
                        + ",subject=${id} on ${host}: ${reason},probe_interval=1000",
                "-object", "advanced-watchdog,id=heart1,server=on,awd_node=h1,notification_node=mail1,opt_script=" + script
                        + ",pulse_interval=200,timeout=1000");
    }

    @Test
    void anExpiryBringsAMailWithWhatHappened() throws Exception {
        try (Awd awd = Awd.start(folder, options(PASSWORD)); SteadyPeer peer = SteadyPeer.to(heartbeat)) {
            ShellSocket shell = ShellSocket.of(awd);
            Eventually.holds(() -> assertThat(shell.ask("qom-get heart1 state")).isEqualTo("alive"));
            Eventually.holds(() -> assertThat(shell.ask("qom-get mail1 ready")).as(() -> shell.ask("qom-get mail1 not_ready")).isEqualTo("true"));
            assertThat(server.mails()).isEmpty();
            peer.silence();
            Eventually.holds(() -> assertThat(server.mails()).hasSize(1));
            String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            assertThat(server.mails().get(0)).startsWith("admin@example.org night@example.org\n").contains("\nSubject: heart1 on " + host + ": timeout\n")
                    .contains("\nX-AWD-Incident: heart1-").contains("\nwatchdog: heart1\n").contains("\nreason: timeout\n")
                    .contains("\nscript: " + folder.resolve("opt-script") + "\n").endsWith("\ncall the operator\n.and the manager\n").doesNotContain("${");
            Eventually.holds(() -> assertThat(shell.number("mail1", "acknowledged")).isEqualTo(1));
            assertThat(shell.ask("info incidents")).contains("acknowledged");
            try (JmxClient jmx = JmxClient.attach(awd.pid())) {
                assertThat(everything(jmx)).contains("notifier-mail").contains("sec0").doesNotContain(PASSWORD);
            }
            assertThat(shell.ask("qom-list sec0") + shell.ask("qom-list mail1") + shell.ask("info objects")).doesNotContain(PASSWORD);
            assertThat(awd.log()).doesNotContain(PASSWORD).doesNotContain("jakarta").doesNotContain("java.util.logging");
            assertThat(awd.log().lines()).allMatch(line -> line.matches("\\d{4}-.*"));
        }
    }

    private static String everything(JmxClient jmx) throws IOException, JMException {
        List<String> all = new ArrayList<>();
        for (ObjectName bean : jmx.server().queryNames(JmxClient.name("*"), null)) {
            for (MBeanAttributeInfo attribute : jmx.server().getMBeanInfo(bean).getAttributes()) {
                all.add(bean + " " + attribute.getName() + " = " + jmx.server().getAttribute(bean, attribute.getName()));
            }
        }
        return String.join("\n", all);
    }

    @Test
    void aWrongPasswordIsFoundBeforeTheDayAndCanBeMendedWithoutARestart() throws Exception {
        try (Awd awd = Awd.start(folder, options("wrong"))) {
            ShellSocket shell = ShellSocket.of(awd);
            Eventually.holds(() -> assertThat(shell.ask("qom-get mail1 not_ready"))
                    .isEqualTo("127.0.0.1:" + server.port() + ": login as awd: 535 5.7.8 who are you?"));
            Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            Eventually.holds(() -> assertThat(shell.ask("qom-get mail1 ready")).isEqualTo("true"));
            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void aSecretInUseStaysAndTheDefinitionOfABadOneIsRefused() throws Exception {
        try (Awd awd = Awd.start(folder, options(PASSWORD))) {
            ShellSocket shell = ShellSocket.of(awd);
            assertThat(shell.refusal("object-del sec0")).contains("is in use, can not be deleted");
            assertThat(shell.refusal("object-add secret,id=s1")).contains("Either 'file' or 'data' must be provided");
            assertThat(shell.refusal("object-add secret,id=s1,data=a_b_,format=base64")).contains("Parameter 'data': Base64 data is not valid")
                    .doesNotContain("a_b_");
            assertThat(shell.ask("object-add secret,id=s1,data=" + PASSWORD.replace(' ', '_'))).isEmpty();
            assertThat(shell.ask("qom-get s1 data")).isEmpty();
            assertThat(awd.log()).doesNotContain(PASSWORD.replace(' ', '_'));
        }
    }
}
