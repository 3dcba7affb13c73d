package io.awd.notifier.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a definition may say. */
class PropertiesTest {
    @TempDir
    private Path folder;
    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    private void refused(String message) {
        assertThatThrownBy(bench::open).isInstanceOf(AwdException.class).hasMessage(message);
    }

    @Test
    void encryptionIsTheDefaultAndHasItsPort() throws Exception {
        assertThat(new MailNotifierType().description().property("tls")).hasValueSatisfying(tls -> {
            assertThat(tls.defaultValue()).hasValue("starttls");
            assertThat(tls.values()).containsExactly("starttls", "tls", "none");
        });
        for (MailProperties.Tls each : MailProperties.Tls.values()) {
            bench.tls = each;
            assertThat(Server.of("mail1", bench.properties()).port()).isEqualTo(each.port());
        }
    }

    @Test
    void aTemplateWithAnUnknownNameIsRefused() {
        bench.subject = "${id} ${foo}";
        refused("Parameter 'subject' does not accept '${foo}' (no such name)");
        bench.subject = "";
        bench.body = "${nope}";
        refused("Parameter 'body' does not accept '${nope}' (no such name)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin", "a b@example.org", "a@", "@b", "a@b>c", "a@b\r\nRCPT TO:<c@d>", "\u00e4@example.org", "A <a@b", "a@b, c@d"})
    void whatIsNoAddressIsRefused(String text) {
        bench.to = List.of("good@example.org", text);
        assertThatThrownBy(bench::open).isInstanceOf(AwdException.class).hasMessageStartingWith("Parameter 'to' does not accept value '")
                .hasMessageEndingWith("' (a mail address in ASCII)").satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void namesAreForPeople() throws Exception {
        assertThat(Address.of("to", "\"The Admin\" <a@b.org>")).isEqualTo(new Address("The Admin", "a@b.org"));
        assertThat(Address.of("to", "<a@b.org>")).isEqualTo(new Address("", "a@b.org"));
        assertThat(Address.of("to", "a+b@[127.0.0.1]")).isEqualTo(new Address("", "a+b@[127.0.0.1]"));
    }

    @Test
    void aLoginNeedsBoth() {
        MailProperties with = bench.properties();
        assertThatThrownBy(() -> Server.of("mail1", new MailProperties(with.host(), with.port(), with.tls(), with.tlsCa(), Optional.of("awd"), Optional.empty(),
                with.from(), with.to(), with.subject(), with.body(), with.timeout(), 0))).hasMessage("Parameter 'password_secret' is missing");
        assertThatThrownBy(() -> Server.of("mail1", new MailProperties(with.host(), with.port(), with.tls(), with.tlsCa(), Optional.empty(), Optional.of("s"),
                with.from(), with.to(), with.subject(), with.body(), with.timeout(), 0))).hasMessage("Parameter 'username' is missing");
    }

    @Test
    void badCertificatesAreRefused() throws Exception {
        Path missing = folder.resolve("missing.pem");
        bench.encrypted(MailProperties.Tls.STARTTLS, missing);
        refused("Parameter 'tls_ca': Unable to read " + missing + ": No such file or directory");
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        bench.encrypted(MailProperties.Tls.STARTTLS, empty);
        refused("Parameter 'tls_ca': no certificate in " + empty);
        Path bad = Files.writeString(folder.resolve("bad.pem"), "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n");
        bench.encrypted(MailProperties.Tls.STARTTLS, bad);
        refused("Parameter 'tls_ca': no certificate in PEM form in " + bad);
        bench.encrypted(MailProperties.Tls.NONE, bad);
        refused("Parameter 'tls_ca' is incompatible with tls=none");
    }

    @Test
    void aSubjectIsAlwaysOneLineOfBoundedLength() throws Exception {
        bench.subject = "${text}";
        Letter letter = Letter.of("mail1", bench.properties());
        assertThat(letter.subject(told("a\r\nBcc: evil@example.org\u2028\0b"))).isEqualTo("a Bcc: evil@example.org b");
        assertThat(letter.subject(told("x".repeat(10_000)))).hasSize(250);
    }

    private static Incident told(String text) {
        return new Incident("heart1-7-1", "heart1", "timeout", text, 0, 0, Instant.EPOCH, "host1", "", "");
    }

    @Test
    void anAlertIsNotToldTwiceInOneMail() throws Exception {
        bench.body = "${text} ${host}";
        Letter letter = Letter.of("mail1", bench.properties());
        Incident alert = new Incident("", "heart1", "degraded", "h2 is silent", -1, 0, Instant.EPOCH, "", "", "");
        assertThat(letter.text(new Step(alert, 1, "AWD heart1: h2 is silent\n".getBytes(StandardCharsets.UTF_8), 5_000))).isEqualTo("h2 is silent " + Server.THIS_HOST);
        assertThat(letter.messageId(alert)).matches("<alert-[0-9a-f-]{36}\\.mail1@" + Server.THIS_HOST + ">").isNotEqualTo(letter.messageId(alert));
        assertThat(letter.messageId(told("x"))).isEqualTo(letter.messageId(told("y")));
    }

    @Test
    void aHurryIsRefused() {
        bench.probeInterval = 999;
        refused("Parameter 'probe_interval' does not accept value '999' (0, or at least 1000)");
    }

    @Test
    void aHostIsOneWord() {
        bench.host = "a b";
        refused("Parameter 'host' does not accept value 'a b' (a host name or an address)");
    }
}
