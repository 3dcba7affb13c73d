package io.awd.notifier.webhook.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that could not be told is found before the day, and one that is not who it should be is told nothing. */
class ProbeTest {
    @TempDir
    private static Path folder;
    private static Certificates good;
    private static Certificates stranger;
    private static Certificates elsewhere;
    private static Certificates soon;
    private final Bench bench = new Bench();

    @BeforeAll
    static void certificates() throws Exception {
        good = Certificates.make(folder, "good", "ip:127.0.0.1", 30);
        stranger = Certificates.make(folder, "stranger", "ip:127.0.0.1", 30);
        elsewhere = Certificates.make(folder, "elsewhere", "dns:elsewhere.example", 30);
        soon = Certificates.make(folder, "soon", "ip:127.0.0.1", 3);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static List<Finding> check(Webhook webhook) throws Exception {
        return webhook.check(List.of(Bench.step("", 1000)), 10_000).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aGoodServerMakesItReadyWithoutARequest() throws Exception {
        bench.trusting(good).probeInterval = 60_000;
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            Bench.eventually(() -> assertThat(webhook.ready()).isTrue());
            assertThat(webhook.status().certificateDays()).hasValueSatisfying(days -> assertThat(days).isBetween(29L, 30L));
            assertThat(server.requests).isEmpty();
            assertThat(server.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void itLooksAgainAndAgain() throws Exception {
        bench.trusting(good).probeInterval = 50;
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            Bench.eventually(() -> assertThat(webhook.ready()).isTrue());
            server.refuse();
            Bench.eventually(() -> assertThat(webhook.status().notReady()).startsWith("cannot connect to 127.0.0.1:"));
        }
    }

    @Test
    void itIsReadyAgainWhenTheServerAnswersAgain() throws Exception {
        bench.trusting(good).probeInterval = 50;
        bench.connectTimeout = 200;
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            server.handshakes = new CountDownLatch(1);
            Webhook webhook = bench.open(server.url("/"));
            Bench.eventually(() -> assertThat(webhook.status().notReady()).startsWith("TLS with 127.0.0.1:"));
            server.handshakes.countDown();
            Bench.eventually(() -> assertThat(webhook.ready()).isTrue());
        }
    }

    @Test
    void withoutLookingItIsReadyUntilARequestFails() throws Exception {
        bench.trusting(good).probeInterval = 0;
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            assertThat(webhook.ready()).isTrue();
            server.refuse();
            assertThat(Bench.send(webhook).result()).isEqualTo(Outcome.Result.NOT_SENT);
            assertThat(webhook.ready()).isFalse();
            assertThat(server.connections.get()).isZero();
        }
    }

    @Test
    void anUnknownCertificateIsRefused() throws Exception {
        refused(good, stranger, "certificate refused: ");
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        refused(elsewhere, elsewhere, "certificate refused: No subject alternative names matching IP address 127.0.0.1 found");
    }

    private void refused(Certificates trusted, Certificates server, String why) throws Exception {
        bench.trusting(trusted).probeInterval = 60_000;
        bench.retries = 3;
        try (Server other = Server.of(server.server(), Server.says(200, ""))) {
            Webhook webhook = bench.open(other.url("/"));
            Bench.eventually(() -> assertThat(webhook.status().notReady()).startsWith(why));
            assertThat(webhook.status().certificateDays()).isEmpty();
            Outcome outcome = Bench.send(webhook);
            assertThat(outcome.result()).as(outcome.detail()).isEqualTo(Outcome.Result.FAILED);
            assertThat(outcome.detail()).startsWith(why);
            assertThat(check(webhook)).extracting(Finding::good).containsExactly(true, false);
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void javasOwnCertificatesAreTrustedWithoutTlsCa() throws Exception {
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            assertThat(Bench.send(bench.open(server.url("/"))).result()).isEqualTo(Outcome.Result.FAILED);
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aDryRunTellsWhatItFound() throws Exception {
        bench.trusting(good);
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            List<Finding> found = check(bench.open(server.url("/path?token=x")));
            assertThat(found).allMatch(Finding::good).allMatch(finding -> finding.step() == 0).hasSize(2);
            assertThat(found.get(0).text()).isEqualTo("connected to " + server.url("").substring("https://".length()));
            assertThat(found.get(1).text()).matches("TLSv1\\.3, certificate of CN=good expires in (29|30) days");
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void aCertificateThatExpiresSoonIsFoundButUsed() throws Exception {
        bench.trusting(soon).probeInterval = 60_000;
        try (Server server = Server.of(soon.server(), Server.says(200, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            List<Finding> found = check(webhook);
            assertThat(found).extracting(Finding::good).containsExactly(true, false);
            assertThat(found.get(1).text()).containsPattern("expires in [23] days");
            assertThat(webhook.ready()).isTrue();
        }
    }

    @Test
    void aDryRunAgainstAServerThatHangsEnds() throws Exception {
        bench.trusting(good).connectTimeout = 60_000;
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            server.handshakes = new CountDownLatch(1);
            List<Finding> found = bench.open(server.url("/")).check(List.of(), 500).toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(found).containsExactly(new Finding(0, false, "could not be looked at within 500 ms"));
        }
    }

    @Test
    void aServerThatDribblesDoesNotHoldTheProbe() throws Exception {
        try (ServerSocket dribbler = new ServerSocket(0)) {
            Thread thread = new Thread(() -> dribble(dribbler));
            thread.setDaemon(true);
            thread.start();
            bench.trusting(good).connectTimeout = 300;
            long before = System.nanoTime();
            List<Finding> found = check(bench.open("https://127.0.0.1:" + dribbler.getLocalPort() + "/"));
            assertThat(found).last().satisfies(finding -> assertThat(finding.good()).isFalse());
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isBetween(500L, 3000L);
        }
    }

    /** A record of TLS that comes byte by byte. */
    private static void dribble(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write(new byte[] {22, 3, 3, 0x3f, 0});
            while (true) {
                socket.getOutputStream().write(2);
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // it has had enough
        }
    }

    @Test
    void aSecretThatIsAwayIsFound() throws Exception {
        bench.trusting(good).secret(() -> "hush".getBytes()).probeInterval = 60_000;
        try (Server server = Server.of(good.server(), Server.says(200, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            Bench.eventually(() -> assertThat(webhook.ready()).isTrue());
            bench.secret = Optional.empty();
            assertThat(webhook.notReady()).contains("secret 'token' is not there");
            assertThat(Bench.send(webhook)).isEqualTo(Outcome.notSent("secret 'token' is not there"));
        }
    }
}
