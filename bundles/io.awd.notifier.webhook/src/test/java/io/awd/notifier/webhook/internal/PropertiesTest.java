package io.awd.notifier.webhook.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.notifier.Outcome;
import io.awd.api.object.AwdException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused at creation, and that a password shows nowhere. */
class PropertiesTest {
    @TempDir
    private Path folder;
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private void refused(String url, String message) {
        assertThatThrownBy(() -> bench.open(url)).isInstanceOf(AwdException.class).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "ftp://host/", "https://", "https:///path", "https://ho st/", "https://host:0/", "https://host:70000/", "https:host"})
    void whatIsNoAddressIsRefused(String url) {
        refused(url, "Parameter 'url' does not accept value '" + url + "': expected https://HOST[:PORT]/PATH");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org/", "http://127.0.0.1.example.org/", "http://[::2]/", "http://localhost.example/", "http://192.168.0.1/"})
    void plainHttpStaysOnLoopback(String url) throws Exception {
        refused(url, "Parameter 'url' does not accept value '" + url + "': http:// beyond loopback needs insecure=on");
        bench.insecure = true;
        bench.open(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "http://localhost:8080/x", "http://[::1]:80/", "HTTPS://example.org", "https://example.org/?a=b"})
    void theseAreTaken(String url) throws Exception {
        bench.open(url);
    }

    @Test
    void aPasswordInTheAddressIsRefusedAndNotShown() {
        refused("https://user:hush@host/", "Parameter 'url' takes no user and password; a secret object does");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: a", "content-type: text/plain", "Idempotency-Key: 1", "Connection: keep-alive", "User-Agent: me"})
    void headersThatAreNotTheUsersAreRefused(String header) {
        bench.headers.add(header);
        refused("https://host/", "Parameter 'headers' does not accept value '" + header.substring(0, header.indexOf(':')) + "': AWD sets it");
    }

    @Test
    void aHeaderThatIsNoneIsRefusedWithoutItsValue() {
        bench.headers.add("hush");
        refused("https://host/", "Parameter 'headers' expects NAME: VALUE");
        bench.headers.set(0, "X Y: hush");
        refused("https://host/", "Parameter 'headers' does not accept value 'X Y': no name of a header");
        bench.headers.set(0, "X: hush\r\nY: b");
        refused("https://host/", "Parameter 'headers' expects printable ASCII for 'X'");
    }

    @Test
    void aHeaderCannotBeBoth() {
        bench.secret(() -> "hush".getBytes()).headers.add("authorization: Basic x");
        refused("https://host/", "Parameter 'secret_header' does not accept value 'Authorization': headers has it too");
    }

    @Test
    void aFileWithoutCertificatesIsRefused() throws Exception {
        Path missing = folder.resolve("missing");
        bench.ca = Optional.of(missing);
        refused("https://host/", "Parameter 'tls_ca' does not accept value '" + missing + "': it cannot be read");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        bench.ca = Optional.of(empty);
        refused("https://host/", "Parameter 'tls_ca' does not accept value '" + empty + "': it has no certificate");
        Path nonsense = Files.writeString(folder.resolve("nonsense"), "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n");
        bench.ca = Optional.of(nonsense);
        refused("https://host/", "Parameter 'tls_ca' does not accept value '" + nonsense + "': expected certificates in PEM");
        refused("http://127.0.0.1/", "Parameter 'tls_ca' needs an https:// url");
    }

    @Test
    void theSecretIsReadForEachRequest() throws Exception {
        AtomicReference<String> token = new AtomicReference<>("hush1\n");
        bench.secret(() -> token.get().getBytes());
        try (Server server = Server.plain(Server.says(200, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            Bench.send(webhook);
            token.set("hush2");
            Bench.send(webhook);
            assertThat(server.requests).extracting(request -> request.header("Authorization")).containsExactly("Bearer hush1", "Bearer hush2");
        }
    }

    @Test
    void itsHeaderCanBeAnother() throws Exception {
        bench.secret(() -> "hush".getBytes());
        bench.secretHeader = "X-Token";
        bench.secretPrefix = "";
        try (Server server = Server.plain(Server.says(200, ""))) {
            Bench.send(bench.open(server.url("/")));
            assertThat(server.requests.get(0).header("X-Token")).isEqualTo("hush");
            assertThat(server.requests.get(0).headers()).doesNotContainKey("authorization");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hush\r\nX-Evil: 1", "hush\u0000", "h\u00fcsh", ""})
    void aSecretThatNoHeaderCanCarryIsNotSentAndNotShown(String text) throws Exception {
        bench.secret(text::getBytes);
        try (Server server = Server.plain(Server.says(200, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            Outcome outcome = Bench.send(webhook);
            assertThat(outcome.result()).isEqualTo(Outcome.Result.NOT_SENT);
            assertThat(List.of(outcome.detail(), webhook.status().toString(), webhook.suspend().toString())).allSatisfy(
                    shown -> assertThat(shown).contains("secret 'token' is").doesNotContain("hush").doesNotContain("sh"));
            assertThat(server.connections.get()).isZero();
        }
    }

    @Test
    void aSecretThatCannotBeReadIsNotSent() throws Exception {
        bench.secret(() -> {
            throw new AwdException("secret 'token': file cannot be read");
        });
        try (Server server = Server.plain(Server.says(200, ""))) {
            assertThat(Bench.send(bench.open(server.url("/")))).isEqualTo(Outcome.notSent("secret 'token': file cannot be read"));
        }
    }

    @Test
    void thePasswordIsInNoTextEvenWhenTheServerSaysNo() throws Exception {
        bench.secret(() -> "hush-hush".getBytes());
        try (Server server = Server.plain(Server.resets())) {
            Webhook webhook = bench.open(server.url("/"));
            Outcome outcome = Bench.send(webhook);
            assertThat(List.of(outcome.toString(), webhook.status().toString(), webhook.check(List.of(), 5000).toCompletableFuture().get().toString()))
                    .allSatisfy(shown -> assertThat(shown).doesNotContain("hush"));
            assertThat(server.requests.get(0).header("Authorization")).isEqualTo("Bearer hush-hush");
        }
    }
}
