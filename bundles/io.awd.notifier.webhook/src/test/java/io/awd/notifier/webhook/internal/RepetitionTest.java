package io.awd.notifier.webhook.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code retries} a request is sent again, under the same key; the outcome says how often, and never less than what is known. */
class RepetitionTest {
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

    private Outcome sent(Server server, long timeoutMillis) throws Exception {
        return Bench.send(bench.open(server.url("/")), timeoutMillis);
    }

    @Test
    void afterAResetItIsSentAgainUnderTheSameKey() throws Exception {
        bench.retries = 3;
        try (Server server = Server.of(certificates.server(), (number, out, socket) -> {
            if (number < 3) {
                Server.resets().answer(number, out, socket);
            } else {
                Server.reply(out, 200, "at last");
            }
        })) {
            assertThat(sent(server, 10_000)).isEqualTo(Outcome.acknowledged("200 at last (3 attempts)"));
            assertThat(server.requests).extracting(request -> request.header("Idempotency-Key")).containsExactly("heart1-7-1", "heart1-7-1", "heart1-7-1");
        }
    }

    @Test
    void a5xxAnd429AreAskedAgainAndA4xxIsNot() throws Exception {
        bench.retries = 5;
        List<Integer> statuses = List.of(503, 429, 500, 400, 200);
        try (Server server = Server.of(certificates.server(), (number, out, socket) -> Server.reply(out, statuses.get(number - 1), "no " + number))) {
            assertThat(sent(server, 10_000)).isEqualTo(Outcome.failed("400 no 4 (4 attempts)"));
            assertThat(server.requests).hasSize(4);
        }
    }

    @Test
    void asOftenAsAllowedAndNoMore() throws Exception {
        bench.retries = 2;
        try (Server server = Server.of(certificates.server(), Server.says(500, "no"))) {
            Webhook webhook = bench.open(server.url("/"));
            assertThat(Bench.send(webhook)).isEqualTo(Outcome.failed("500 no (3 attempts)"));
            assertThat(server.requests).hasSize(3);
            assertThat(webhook.status().sent()).isEqualTo(3);
            assertThat(webhook.status().failed()).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatWasLostStaysUnknownWhateverFollows() throws Exception {
        bench.retries = 1;
        try (Server server = Server.of(certificates.server(), (number, out, socket) -> {
            if (number == 1) {
                Server.resets().answer(number, out, socket);
            } else {
                Server.reply(out, 409, "seen already");
            }
        })) {
            assertThat(sent(server, 10_000)).isEqualTo(Outcome.unknown("no answer to an earlier request, then 409 seen already (2 attempts)"));
        }
    }

    @Test
    void aServerThatIsGoneAfterItsRefusalHasRefused() throws Exception {
        bench.retries = 2;
        try (Server server = Server.of(certificates.server(), (number, out, socket) -> {
            Server.reply(out, 503, "going down");
            bench.gone.run();
        })) {
            bench.gone = server::refuse;
            assertThat(sent(server, 10_000)).satisfies(outcome -> {
                assertThat(outcome.result()).as(outcome.detail()).isEqualTo(Outcome.Result.FAILED);
                assertThat(outcome.detail()).startsWith("503 going down, then cannot connect to 127.0.0.1:").endsWith("(3 attempts)");
            });
        }
    }

    @Test
    void theStepsTimeBoundsAllAttempts() throws Exception {
        bench.retries = 100;
        bench.retryDelay = 400;
        try (Server server = Server.of(certificates.server(), Server.says(500, "no"))) {
            long before = System.nanoTime();
            Outcome outcome = sent(server, 1000);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(1400);
            assertThat(outcome.result()).isEqualTo(Outcome.Result.FAILED);
            assertThat(server.requests).hasSizeBetween(2, 3);
        }
    }

    @Test
    void noneBeginsThatWouldBeCutOff() {
        bench.retries = 100;
        bench.retryDelay = 10;
        List<Long> left = new ArrayList<>();
        Sending sending = new Sending((deadline, stop) -> {
            left.add(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
            return new End.Answered(500, "no");
        }, bench.properties("https://127.0.0.1/"), 1000, outcome -> { });
        sending.run();
        assertThat(sending.outcome().toCompletableFuture().join().result()).isEqualTo(Outcome.Result.FAILED);
        assertThat(left).hasSizeBetween(1, 2).allMatch(millis -> millis >= 400);
    }

    /** Nobody knows of the lost one what it did: there is nothing to spare. */
    @Test
    void afterALostOneItIsTriedToTheEnd() {
        bench.retries = 1;
        bench.retryDelay = 10;
        AtomicInteger posts = new AtomicInteger();
        Sending sending = new Sending((deadline, stop) -> {
            if (posts.incrementAndGet() > 1) {
                return new End.Answered(200, "at last");
            }
            LockSupport.parkNanos(deadline - System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(1500));
            return new End.Lost("reset");
        }, bench.properties("https://127.0.0.1/"), 4000, outcome -> { });
        sending.run();
        assertThat(sending.outcome().toCompletableFuture().join()).isEqualTo(Outcome.acknowledged("200 at last (2 attempts)"));
    }

    @Test
    void oneThatHangsUsesUpTheTime() throws Exception {
        bench.retries = 3;
        try (Server server = Server.of(certificates.server(), (number, out, socket) -> { })) {
            Outcome outcome = sent(server, 600);
            assertThat(outcome.result()).isEqualTo(Outcome.Result.UNKNOWN);
            assertThat(outcome.detail()).matches("no answer within (5\\d\\d|600) ms \\(1 attempt\\)");
            assertThat(server.requests).hasSize(1);
        }
    }
}
