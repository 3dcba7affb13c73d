package io.awd.notifier.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Outcome.Result;
import io.awd.api.object.AwdException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encryption that is wanted is had, or nothing is said. */
class TlsTest {
    @TempDir
    private static Path folder;
    private static Keys good;
    private static Keys other;
    private StrictServer server;
    private Bench bench;
    private MailNotifier notifier;

    @BeforeAll
    static void keys() {
        good = Keys.forNames(folder, "ip:127.0.0.1");
        other = Keys.forNames(folder, "dns:mail.example.org");
    }

    private void start(Optional<Keys> keys, MailProperties.Tls how, Path trusted, boolean atOnce) throws IOException, AwdException {
        server = new StrictServer(keys.map(Keys::context), atOnce, Optional.of("awd:hunter2"));
        bench = Bench.to(server).encrypted(how, trusted);
        bench.username = Optional.of("awd");
        notifier = bench.open();
    }

    @AfterEach
    void stop() throws Exception {
        notifier.close();
        bench.close();
        server.close();
        assertThat(server.violations).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = MailProperties.Tls.class, names = {"STARTTLS", "TLS"})
    void aMailGoesOutEncryptedAfterALogin(MailProperties.Tls how) throws Exception {
        start(Optional.of(good), how, good.certificate(), how == MailProperties.Tls.TLS);
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.ACKNOWLEDGED);
        assertThat(server.mails).hasSize(1);
        assertThat(server.commands).contains("AUTH");
        assertThat(server.commands.contains("STARTTLS")).isEqualTo(how == MailProperties.Tls.STARTTLS);
    }

    @Test
    void withoutStarttlsNothingIsSaidInPlain() throws Exception {
        start(Optional.empty(), MailProperties.Tls.STARTTLS, good.certificate(), false);
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.detail()).contains("STARTTLS is required but host does not support STARTTLS");
        assertThat(server.commands).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 not now", "501 5.5.4 never"})
    void aRefusedStarttlsIsNotPassedOver(String answer) throws Exception {
        start(Optional.of(good), MailProperties.Tls.STARTTLS, good.certificate(), false);
        server.answers.put("STARTTLS", answer);
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).isEqualTo(answer.startsWith("4") ? Result.NOT_SENT : Result.FAILED);
        assertThat(outcome.detail()).endsWith(answer);
        assertThat(server.commands).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }

    @ParameterizedTest
    @EnumSource(value = MailProperties.Tls.class, names = {"STARTTLS", "TLS"})
    void anotherCertificateIsRefused(MailProperties.Tls how) throws Exception {
        start(Optional.of(good), how, other.certificate(), how == MailProperties.Tls.TLS);
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).as(outcome.detail()).isEqualTo(Result.FAILED);
        assertThat(outcome.detail()).contains("TLS: ").contains("unable to find valid certification path");
        assertThat(server.commands).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }

    @ParameterizedTest
    @EnumSource(value = MailProperties.Tls.class, names = {"STARTTLS", "TLS"})
    void aTrustedCertificateForAnotherNameIsRefused(MailProperties.Tls how) throws Exception {
        start(Optional.of(other), how, other.certificate(), how == MailProperties.Tls.TLS);
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).as(outcome.detail()).isEqualTo(Result.FAILED);
        assertThat(outcome.detail()).contains("TLS: No subject alternative names matching IP address 127.0.0.1");
        assertThat(server.commands).noneMatch(command -> command.startsWith("AUTH") || command.startsWith("MAIL"));
    }

    @ParameterizedTest
    @EnumSource(value = MailProperties.Tls.class, names = {"STARTTLS", "TLS"})
    void theHandshakeIsBoundedToo(MailProperties.Tls how) throws Exception {
        start(Optional.of(good), how, good.certificate(), how == MailProperties.Tls.TLS);
        server.answers.put("TLS", StrictServer.HANG);
        assertThat(Bench.send(notifier, 700)).isEqualTo(Outcome.notSent("127.0.0.1:" + server.port() + ": no answer within 700 ms"));
        server.answers.put("TLS", StrictServer.RESET);
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.NOT_SENT);
        assertThat(server.commands).noneMatch(command -> command.startsWith("AUTH"));
    }

    @Test
    void aWrongPasswordHasFailedAndIsNotShown() throws Exception {
        start(Optional.of(good), MailProperties.Tls.STARTTLS, good.certificate(), false);
        bench.secret = Optional.of(() -> "letmein77".getBytes(StandardCharsets.UTF_8));
        server.answers.put("AUTH", "535 5.7.8 'letmein77' is wrong");
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome).isEqualTo(Outcome.failed("127.0.0.1:" + server.port() + ": login as awd: 535 5.7.8 '***' is wrong"));
        assertThat(server.mails).isEmpty();
        server.answers.put("AUTH", "454 4.7.0 later");
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.NOT_SENT);
    }

    @Test
    void aServerWithoutLoginIsNotUsedWithoutOne() throws Exception {
        server = new StrictServer(Optional.of(good.context()), false, Optional.empty());
        bench = Bench.to(server).encrypted(MailProperties.Tls.STARTTLS, good.certificate());
        bench.username = Optional.of("awd");
        notifier = bench.open();
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.failed("127.0.0.1:" + server.port() + ": the server offers no login"));
        assertThat(server.mails).isEmpty();
    }

    @Test
    void aSecretThatIsAwayOrUnreadableIsNotSent() throws Exception {
        start(Optional.of(good), MailProperties.Tls.STARTTLS, good.certificate(), false);
        bench.secret = Optional.of(() -> {
            throw new AwdException("Parameter 'file': Unable to read /p: Permission denied");
        });
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.notSent("secret mail1: Parameter 'file': Unable to read /p: Permission denied"));
        bench.secret = Optional.empty();
        assertThat(notifier.notReady()).contains("its secret is not there");
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.notSent("its secret is not there"));
        assertThat(server.connections()).isLessThanOrEqualTo(2);
    }
}
