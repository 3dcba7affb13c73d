package io.awd.notifier.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendTest {
    private StrictServer server;
    private Bench bench;

    @BeforeEach
    void start() throws Exception {
        server = StrictServer.plain();
        bench = Bench.to(server);
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
        server.close();
        assertThat(server.violations).isEmpty();
    }

    private static String header(String mail, String name) {
        return mail.substring(0, mail.indexOf("\n\n")).replaceAll("\n[ \t]+", " ").lines().filter(line -> line.startsWith(name + ": ")).findFirst()
                .map(line -> line.substring(name.length() + 2)).orElse("");
    }

    @Test
    void aMailIsAcknowledgedWithTheServersAnswer() throws Exception {
        MailNotifier notifier = bench.open();
        assertThat(notifier.syntax()).isEqualTo(Notifier.Syntax.INCIDENT);
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.acknowledged("250 2.0.0 queued as 4711"));
        assertThat(notifier.status()).isEqualTo(new MailStatus(true, "", 1, 1, 0, 0, 0, ""));
        String mail = server.mails.get(0);
        assertThat(header(mail, "Subject")).isEqualTo("AWD on host1: heart1: timeout");
        assertThat(header(mail, "From")).isEqualTo("AWD <awd@example.org>");
        assertThat(header(mail, "To")).isEqualTo("admin@example.org");
        assertThat(header(mail, "Message-ID")).isEqualTo("<heart1-7-1.timeout.mail1@host1>");
        assertThat(header(mail, "X-AWD-Incident")).isEqualTo("heart1-7-1");
        assertThat(header(mail, "Auto-Submitted")).isEqualTo("auto-generated");
        assertThat(header(mail, "Date")).isNotEmpty();
        assertThat(mail).endsWith("""

                heart1 expired

                watchdog: heart1
                reason: timeout
                host: host1
                time: 2026-11-24T10:00:00Z
                age of the last message: 5000 ms
                incident: heart1-7-1
                script: /etc/colo
                SHA-256: abcd

                ---- the opt-script ----
                stop
                quit
                """);
        Bench.eventually(() -> assertThat(server.commands).last().isEqualTo("QUIT"));
        notifier.close();
    }

    @Test
    void everybodyIsTold() throws Exception {
        bench.to = List.of("a@example.org", "J\u00fcrgen <b@example.org>");
        bench.subject = "\u00c4rger mit ${id}";
        bench.body = "\u00fcber ${reason}";
        MailNotifier notifier = bench.open();
        Bench.send(notifier);
        assertThat(server.commands).contains("MAIL FROM:<awd@example.org>", "RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>");
        assertThat(header(server.mails.get(0), "To")).startsWith("a@example.org, =?UTF-8?Q?J=C3=BCrgen?= <b@example.org>");
        assertThat(header(server.mails.get(0), "Subject")).isEqualTo("=?UTF-8?Q?=C3=84rger_mit_heart1?=");
        assertThat(server.mails.get(0)).contains("\nContent-Transfer-Encoding: quoted-printable\n").contains("\n=C3=BCber timeout\n");
        notifier.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u2028", ""})
    void nothingInAnIncidentBecomesAHeaderOrEndsTheMail(String unusual) throws Exception {
        bench.subject = "${text}";
        bench.body = "${text}";
        Incident evil = new Incident("i\r\nX-Id: 1", "heart1", "timeout", "a\r\nBcc: evil@example.org" + unusual + "\n.\r\n\r\nbody\r\n.\r\nMAIL FROM:<x@y>", 1, 0,
                Instant.EPOCH, "h>\r\nX-Host: 1", "", "");
        MailNotifier notifier = bench.open();
        assertThat(notifier.send(new Step(evil, 1, new byte[0], 20_000)).toCompletableFuture().get(30, TimeUnit.SECONDS).result())
                .isEqualTo(Outcome.Result.ACKNOWLEDGED);
        String mail = server.mails.get(0);
        assertThat(mail.substring(0, mail.indexOf("\n\n")).lines()).noneMatch(line -> line.startsWith("Bcc") || line.startsWith("X-Id") || line.startsWith("X-Host"));
        assertThat(server.commands.stream().filter(command -> command.startsWith("MAIL"))).hasSize(1);
        assertThat(server.mails).hasSize(1);
        assertThat(mail).endsWith("\n.\n\nbody\n.\nMAIL FROM:<x@y>\n");
        notifier.close();
    }

    @Test
    void anyBytesAndLongLinesOfAScriptGoThrough() throws Exception {
        byte[] script = ("x".repeat(5_000) + "\n\0\1 end").getBytes(StandardCharsets.UTF_8);
        MailNotifier notifier = bench.open();
        assertThat(notifier.send(new Step(Bench.INCIDENT, 1, script, 20_000)).toCompletableFuture().get(30, TimeUnit.SECONDS).result())
                .isEqualTo(Outcome.Result.ACKNOWLEDGED);
        assertThat(server.mails.get(0).replace("=\n", "")).contains("x".repeat(5_000) + "\n=00=01 end\n");
        notifier.close();
    }

    @Test
    void mailsThatWaitShareAConnection() throws Exception {
        server.answers.put("CONNECT", StrictServer.HANG);
        MailNotifier notifier = bench.open();
        List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
        outcomes.add(notifier.send(Bench.step(1_000)));
        for (int i = 0; i < 20; i++) {
            outcomes.add(notifier.send(Bench.step(20_000)));
        }
        Bench.eventually(() -> assertThat(server.commands).contains(StrictServer.HANG));
        server.answers.clear();
        assertThat(outcomes.get(0).toCompletableFuture().get(20, TimeUnit.SECONDS).result()).isEqualTo(Outcome.Result.NOT_SENT);
        for (CompletionStage<Outcome> each : outcomes.subList(1, outcomes.size())) {
            assertThat(each.toCompletableFuture().get(20, TimeUnit.SECONDS).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
        }
        assertThat(server.connections()).isEqualTo(2);
        notifier.close();
    }

    @Test
    void aSharedConnectionThatTheServerEndsCostsNoMail() throws Exception {
        server.mailsOfAConnection = 2;
        server.answers.put("CONNECT", StrictServer.HANG);
        MailNotifier notifier = bench.open();
        CompletionStage<Outcome> first = notifier.send(Bench.step(500));
        List<CompletionStage<Outcome>> rest = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            rest.add(notifier.send(Bench.step(20_000)));
        }
        Bench.eventually(() -> assertThat(server.commands).contains(StrictServer.HANG));
        server.answers.clear();
        assertThat(first.toCompletableFuture().get(20, TimeUnit.SECONDS).result()).isEqualTo(Outcome.Result.NOT_SENT);
        for (CompletionStage<Outcome> each : rest) {
            assertThat(each.toCompletableFuture().get(20, TimeUnit.SECONDS).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
        }
        assertThat(server.mails).hasSize(6);
        assertThat(server.connections()).isEqualTo(4);
        notifier.close();
    }

    @Test
    void tooManyAreNotSent() throws Exception {
        server.answers.put("CONNECT", StrictServer.HANG);
        MailNotifier notifier = bench.open();
        List<CompletionStage<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < Worker.LIMIT + 2; i++) {
            outcomes.add(notifier.send(Bench.step(20_000)));
        }
        assertThat(outcomes.get(outcomes.size() - 1).toCompletableFuture()).isCompletedWithValue(Outcome.notSent("more than 256 mails are waiting"));
        notifier.close();
        for (CompletionStage<Outcome> each : outcomes) {
            assertThat(each.toCompletableFuture().get(1, TimeUnit.SECONDS).result()).isEqualTo(Outcome.Result.NOT_SENT);
        }
        assertThat(notifier.status().waiting()).isZero();
    }

    @Test
    void itsThreadEndsAndItsCountersLiveOn() throws Exception {
        MailNotifier notifier = bench.open();
        Bench.send(notifier);
        server.answers.put(".", "554 no");
        Bench.send(notifier);
        Map<String, String> memento = notifier.suspend();
        Bench.noThreadIsLeft();
        bench.memento = memento;
        MailNotifier again = bench.open();
        assertThat(again.status()).isEqualTo(new MailStatus(true, "", 1, 1, 1, 0, 0, "127.0.0.1:" + server.port() + ": 554 no"));
        again.close();
        assertThat(Bench.send(again).result()).isEqualTo(Outcome.Result.NOT_SENT);
    }
}
