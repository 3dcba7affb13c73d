package io.awd.notifier.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A notifier knows before the day whether it could send. */
class ReadinessTest {
    @TempDir
    private Path folder;
    private StrictServer server;
    private Bench bench;
    private MailNotifier notifier;

    @AfterEach
    void stop() throws Exception {
        notifier.close();
        bench.close();
        server.close();
        assertThat(server.violations).isEmpty();
    }

    private void start(StrictServer which, long interval) throws Exception {
        server = which;
        bench = Bench.to(server);
        bench.probeInterval = interval;
    }

    private List<Finding> check(long timeoutMillis) throws Exception {
        return notifier.check(List.of(Bench.step(timeoutMillis)), timeoutMillis).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void itProbesAtCreationAndAgainAndSaysWhatFailed() throws Exception {
        start(StrictServer.plain(), 1_000);
        server.answers.put("CONNECT", "421 4.3.2 busy");
        notifier = bench.open();
        String busy = "127.0.0.1:" + server.port() + ": 421 4.3.2 busy";
        assertThat(notifier.notReady()).isPresent();
        Bench.eventually(() -> assertThat(notifier.notReady()).contains(busy));
        assertThat(notifier.status().notReady()).isEqualTo(busy);
        server.answers.clear();
        Bench.eventually(() -> assertThat(notifier.ready()).isTrue());
        server.close();
        Bench.eventually(() -> assertThat(notifier.notReady()).hasValueSatisfying(why -> assertThat(why).endsWith("Connection refused")));
        assertThat(server.commands).contains("QUIT").noneMatch(command -> command.startsWith("MAIL"));
        assertThat(notifier.status().failed()).as("a probe is no mail").isZero();
    }

    @Test
    void aServerThatHangsIsNotReady() throws Exception {
        start(StrictServer.plain(), 1_000);
        bench.timeout = 300;
        server.answers.put("EHLO", StrictServer.HANG);
        notifier = bench.open();
        Bench.eventually(() -> assertThat(notifier.notReady()).hasValueSatisfying(why -> assertThat(why).contains("no answer")));
    }

    @Test
    void aServerThatIsDownIsAskedAgainSoonAndOneThatRefusesIsNot() throws Exception {
        start(StrictServer.plain(), 300_000);
        server.answers.put("CONNECT", "421 4.3.2 busy");
        notifier = bench.open();
        Bench.eventually(() -> assertThat(bench.clock.delays).containsExactly(5_000L, 1_000L, 5_000L, 2_000L));
        notifier.close();
        bench.clock.delays.clear();
        server.answers.put("CONNECT", "554 5.7.1 go away");
        notifier = bench.open();
        Bench.eventually(() -> assertThat(bench.clock.delays).containsExactly(5_000L, 300_000L));
        assertThat(notifier.notReady()).hasValueSatisfying(why -> assertThat(why).endsWith("554 5.7.1 go away"));
    }

    @Test
    void withoutAnIntervalItNeverProbes() throws Exception {
        start(StrictServer.plain(), 0);
        notifier = bench.open();
        assertThat(notifier.ready()).isTrue();
        Bench.send(notifier);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void afterAnAttemptThatDidNotGetThroughItRests() throws Exception {
        start(StrictServer.plain(), 0);
        server.answers.put("MAIL", "451 4.3.0 later");
        notifier = bench.open();
        assertThat(Bench.send(notifier).result()).isEqualTo(Outcome.Result.NOT_SENT);
        long before = System.nanoTime();
        assertThat(notifier.notReady()).hasValueSatisfying(why -> assertThat(why).endsWith("451 4.3.0 later"));
        Bench.eventually(() -> assertThat(notifier.ready()).isTrue());
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isGreaterThan(500);
        server.answers.clear();
        assertThat(Bench.send(notifier).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
    }

    @Test
    void aDryRunSaysWhatTheServerThinksAndSendsNothing() throws Exception {
        Keys keys = Keys.forNames(folder, "ip:127.0.0.1");
        start(new StrictServer(Optional.of(keys.context()), false, Optional.of("awd:hunter2")), 0);
        bench.encrypted(MailProperties.Tls.STARTTLS, keys.certificate()).username = Optional.of("awd");
        bench.to = List.of("good@example.org", "bad@example.org");
        server.answers.put("RCPT bad@example.org", "550 5.1.1 nobody");
        notifier = bench.open();
        List<Finding> found = check(20_000);
        assertThat(found).extracting(Finding::good).containsExactly(true, true, true, true, true, false);
        assertThat(found).extracting(Finding::step).containsOnly(0);
        assertThat(found.get(0).text()).isEqualTo("connected to 127.0.0.1:" + server.port());
        assertThat(found.get(1).text()).startsWith("TLS: TLSv1.3, certificate of CN=ip-127-0-0-1 until 20");
        assertThat(found).extracting(Finding::text).contains("logged in as awd", "sender awd@example.org: 250 2.1.0 sender ok",
                "recipient good@example.org: 250 2.1.5 recipient ok", "recipient bad@example.org: 550 5.1.1 nobody");
        assertThat(found.toString()).doesNotContain("hunter2");
        assertThat(server.commands).contains("RSET").doesNotContain("DATA");
        assertThat(notifier.status().waiting()).isZero();
    }

    @Test
    void aDryRunThatFailsSaysWhy() throws Exception {
        start(StrictServer.plain(), 0);
        notifier = bench.open();
        server.answers.put("EHLO", StrictServer.HANG);
        assertThat(check(500)).singleElement().satisfies(finding -> {
            assertThat(finding.good()).isFalse();
            assertThat(finding.text()).contains("no answer");
        });
        server.answers.clear();
        server.answers.put("RCPT", StrictServer.RESET);
        assertThat(check(20_000)).last().satisfies(finding -> assertThat(finding.good()).isFalse());
        server.close();
        assertThat(check(20_000)).singleElement().isEqualTo(new Finding(0, false, "127.0.0.1:" + server.port() + ": Connection refused"));
    }
}
