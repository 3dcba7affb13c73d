package io.awd.notifier.webhook.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, and what becomes of it when the server answers or does not. */
class WebhookTest {
    @TempDir
    private static Path folder;
    private static Certificates certificates;
    private final Bench bench = new Bench().trusting(certificates);

    @BeforeAll
    static void certificate() throws Exception {
        certificates = Certificates.make(folder, "good", "ip:127.0.0.1", 30);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static Server serves(Server.Behaviour behaviour) {
        return Server.of(certificates.server(), behaviour);
    }

    private static void is(Outcome outcome, Outcome.Result result, String detail) {
        assertThat(outcome.result()).as(outcome.detail()).isEqualTo(result);
        assertThat(outcome.detail()).contains(detail);
    }

    @Test
    void anIncidentIsOnePostOfJson() throws Exception {
        bench.headers.addAll(List.of("X-Team: edge", "X-Odd:a:b"));
        try (Server server = serves(Server.says(200, "thanks\n"))) {
            Outcome outcome = Bench.send(bench.open(server.url("/hook?a=b")));
            assertThat(outcome).isEqualTo(Outcome.acknowledged("200 thanks"));
            assertThat(server.requests).hasSize(1);
            Server.Request request = server.requests.get(0);
            assertThat(request.line()).isEqualTo("POST /hook?a=b HTTP/1.1");
            assertThat(List.of(request.header("Content-Type"), request.header("User-Agent"), request.header("Idempotency-Key"), request.header("X-Team"),
                    request.header("X-Odd"), request.header("Connection"))).containsExactly("application/json", "awd/0.1.0", "heart1-7-1", "edge", "a:b", "close");
            assertThat(request.headers()).doesNotContainKeys("upgrade", "http2-settings", "authorization");
            JsonObject json = JsonParser.parseString(request.body()).getAsJsonObject();
            assertThat(json.toString()).isEqualTo("{\"incident\":\"heart1-7-1\",\"id\":\"heart1\",\"reason\":\"timeout\",\"text\":\"no message for 5000 ms\","
                    + "\"age_ms\":5000,\"stalls\":2,\"time\":\"1970-01-01T00:00:00Z\",\"host\":\"host1\",\"script\":\"colo \\\"script\\\"\",\"digest\":\"abc\","
                    + "\"script_text\":\"stop\\n\"}");
        }
    }

    @Test
    void anAlertHasNoIdempotencyKeyAndAnIncidentWithoutAScriptNoText() throws Exception {
        try (Server server = serves(Server.says(204, ""))) {
            Webhook webhook = bench.open(server.url("/"));
            Step alert = new Step(new Incident("", "heart1", "blind", "blind", -1, 0, Instant.EPOCH, "", "", ""), 1, new byte[0], 5000);
            assertThat(webhook.send(alert).toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(Outcome.acknowledged("204"));
            assertThat(server.requests.get(0).headers()).doesNotContainKey("idempotency-key");
            assertThat(server.requests.get(0).body()).contains("\"incident\":\"\"").doesNotContain("script_text");
        }
    }

    @Test
    void javasOwnHttpsServerIsAnswered() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificates.server()));
        List<String> bodies = new ArrayList<>();
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(202, 0);
            exchange.getResponseBody().write("x".repeat(500).getBytes());
            exchange.close();
        });
        server.start();
        try {
            Outcome outcome = Bench.send(bench.open("https://127.0.0.1:" + server.getAddress().getPort() + "/"));
            assertThat(outcome).isEqualTo(Outcome.acknowledged("202 " + "x".repeat(200)));
            assertThat(bodies).singleElement().asString().contains("heart1-7-1");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aRefusalIsAFailure() throws Exception {
        try (Server server = serves(Server.says(500, "no\u001b[31m room"))) {
            is(Bench.send(bench.open(server.url("/"))), Outcome.Result.FAILED, "500 no [31m room");
            assertThat(server.requests).hasSize(1);
        }
        try (Server server = serves(Server.says(404, ""))) {
            is(Bench.send(bench.open(server.url("/"))), Outcome.Result.FAILED, "404");
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (Server elsewhere = serves(Server.says(200, "")); Server server = serves((number, out, socket) -> {
            out.write(("HTTP/1.1 307 X\r\nLocation: " + elsewhere.url("/") + "\r\nContent-Length: 0\r\n\r\n").getBytes());
            out.flush();
        })) {
            is(Bench.send(bench.open(server.url("/"))), Outcome.Result.FAILED, "307 (redirects are not followed)");
            assertThat(elsewhere.connections.get()).isZero();
        }
    }

    @Test
    void aResetAfterTheRequestIsUnknownAndNothingIsSentTwice() throws Exception {
        try (Server server = serves(Server.resets())) {
            Webhook webhook = bench.open(server.url("/"));
            is(Bench.send(webhook), Outcome.Result.UNKNOWN, "no answer");
            Bench.eventually(() -> assertThat(server.ended.get()).isEqualTo(server.connections.get()));
            assertThat(server.requests).hasSize(1);
            assertThat(server.connections.get()).isEqualTo(1);
            assertThat(webhook.status().unknown()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatEndsItsConnectionAfterEachAnswerWithoutAWordGetsANewOneForEach() throws Exception {
        try (Server server = serves((number, out, socket) -> {
            Server.reply(out, 200, "ok");
            if (number > 1) {
                socket.close();
            }
        })) {
            Webhook webhook = bench.open(server.url("/"));
            for (int i = 1; i <= 5; i++) {
                is(Bench.send(webhook), Outcome.Result.ACKNOWLEDGED, "200 ok");
                int sent = i;
                Bench.eventually(() -> assertThat(server.ended.get()).isEqualTo(sent));
            }
            assertThat(server.requests).hasSize(5);
            assertThat(server.connections.get()).isEqualTo(5);
        }
    }

    @Test
    void aServerThatHangsIsLeftWhenTheStepsTimeIsOver() throws Exception {
        try (Server server = serves((number, out, socket) -> { })) {
            long before = System.nanoTime();
            Outcome outcome = Bench.send(bench.open(server.url("/")), 700);
            is(outcome, Outcome.Result.UNKNOWN, "no answer within ");
            assertThat(outcome.detail()).matches(".* (6\\d\\d|700) ms");
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isBetween(690L, 1150L);
            Bench.eventually(() -> assertThat(server.ended.get()).as("the connection is ended").isEqualTo(1));
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void anEndlessBodyIsReadInPart() throws Exception {
        CompletableFuture<Long> written = new CompletableFuture<>();
        try (Server server = serves((number, out, socket) -> {
            out.write("HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes());
            byte[] chunk = ("1000\r\n" + "y".repeat(0x1000) + "\r\n").getBytes();
            long count = 0;
            try {
                while (true) {
                    out.write(chunk);
                    count += chunk.length;
                }
            } finally {
                written.complete(count);
            }
        })) {
            assertThat(Bench.send(bench.open(server.url("/")))).isEqualTo(Outcome.acknowledged("200 " + "y".repeat(200)));
            assertThat(written.get(20, TimeUnit.SECONDS)).as("what the buffers of both took").isLessThan(16L << 20);
        }
    }

    @Test
    void aBodyThatNeverEndsIsNoReasonToDoubtItsHead() throws Exception {
        try (Server server = serves((number, out, socket) -> {
            out.write("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nhalf".getBytes());
            out.flush();
        })) {
            assertThat(Bench.send(bench.open(server.url("/")), 700)).isEqualTo(Outcome.acknowledged("200 half"));
        }
    }

    @Test
    void anEndlessHeadIsNoAnswer() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Server server = serves((number, out, socket) -> {
            out.write("HTTP/1.1 200 X\r\n".getBytes());
            byte[] header = ("X-Long: " + "z".repeat(4000) + "\r\n").getBytes();
            while (true) {
                out.write(header);
                written.addAndGet(header.length);
            }
        })) {
            is(Bench.send(bench.open(server.url("/")), 5000), Outcome.Result.UNKNOWN, "no answer: ");
            assertThat(written.get()).as("what the buffers of both took").isLessThan(16L << 20);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void nonsenseIsNoAnswer() throws Exception {
        try (Server server = serves((number, out, socket) -> {
            out.write("SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n".getBytes());
            out.flush();
        })) {
            is(Bench.send(bench.open(server.url("/")), 3000), Outcome.Result.UNKNOWN, "no answer");
        }
    }

    @Test
    void nobodyThereMeansThatNothingWasSent() throws Exception {
        String url;
        try (Server server = serves(Server.says(200, ""))) {
            url = server.url("/secret-path");
        }
        bench.retries = 3;
        Webhook webhook = bench.open(url);
        Outcome outcome = Bench.send(webhook);
        is(outcome, Outcome.Result.NOT_SENT, "cannot connect to 127.0.0.1:");
        assertThat(outcome.detail()).doesNotContain("secret-path").contains("(1 attempt)");
        assertThat(webhook.notReady()).hasValueSatisfying(why -> assertThat(why).startsWith("cannot connect to 127.0.0.1:"));
        assertThat(webhook.status().notSent()).isEqualTo(1);
        assertThat(webhook.status().sent()).isZero();
    }

    @Test
    void anUnknownNameMeansThatNothingWasSent() throws Exception {
        is(Bench.send(bench.open("https://host.invalid/")), Outcome.Result.NOT_SENT, "host.invalid:443: its name cannot be resolved");
    }

    @Test
    void whatWasGivenUpBeforeTheHandshakeIsNeverSent() throws Exception {
        bench.connectTimeout = 300;
        try (Server server = serves(Server.says(200, ""))) {
            server.handshakes = new CountDownLatch(1);
            is(Bench.send(bench.open(server.url("/"))), Outcome.Result.NOT_SENT, "no connection to 127.0.0.1:");
            server.handshakes.countDown();
            Bench.eventually(() -> assertThat(server.ended.get()).isEqualTo(1));
            assertThat(server.requests).isEmpty();
            assertThat(server.connections.get()).isEqualTo(1);
        }
    }

    @Test
    void plainHttpToLoopbackWorks() throws Exception {
        bench.ca = Optional.empty();
        try (Server server = Server.plain(Server.says(200, "plain"))) {
            assertThat(Bench.send(bench.open(server.url("/")))).isEqualTo(Outcome.acknowledged("200 plain"));
        }
    }

    @Test
    void itsCountersLiveOnWhenItsBundleIsSwapped() throws Exception {
        try (Server server = serves((number, out, socket) -> Server.reply(out, number == 1 ? 200 : 500, "x"))) {
            Webhook webhook = bench.open(server.url("/"));
            Bench.send(webhook);
            Bench.send(webhook);
            bench.memento = webhook.suspend();
            is(Bench.send(webhook), Outcome.Result.NOT_SENT, "it has ended");
            WebhookStatus status = bench.open(server.url("/")).status();
            assertThat(List.of(status.sent(), status.acknowledged(), status.failed(), status.unknown())).containsExactly(2L, 1L, 1L, 0L);
            assertThat(status.lastError()).isEqualTo("500 x");
        }
    }
}
