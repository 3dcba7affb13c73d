package io.awd.notifier.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Outcome.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server can do at each stage, and what is known of the mail then. */
class FaultTest {
    private static final long BOUND_MILLIS = 700;
    private StrictServer server;
    private Bench bench;
    private MailNotifier notifier;

    @BeforeEach
    void start() throws Exception {
        server = StrictServer.plain();
        bench = Bench.to(server);
        notifier = bench.open();
    }

    @AfterEach
    void stop() throws Exception {
        notifier.close();
        bench.close();
        server.close();
        assertThat(server.violations).isEmpty();
        Bench.noThreadIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"})
    void aServerThatHangsBeforeItHasTheMailIsLeftInTime(String stage) throws Exception {
        server.answers.put(stage, StrictServer.HANG);
        long before = System.nanoTime();
        Outcome outcome = Bench.send(notifier, BOUND_MILLIS);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isBetween(BOUND_MILLIS, BOUND_MILLIS + 2_000);
        assertThat(outcome).isEqualTo(Outcome.notSent("127.0.0.1:" + server.port() + ": no answer within 700 ms"));
        assertThat(server.mails).isEmpty();
    }

    @Test
    void aServerThatHangsAfterItMayHaveTheMailLeavesItUnknown() throws Exception {
        server.answers.put(".", StrictServer.HANG);
        Outcome outcome = Bench.send(notifier, BOUND_MILLIS);
        assertThat(outcome.result()).isEqualTo(Result.UNKNOWN);
        assertThat(outcome.detail()).contains("went out whole").contains("no answer within 700 ms");
        assertThat(notifier.status().unknown()).isEqualTo(1);
        assertThat(notifier.status().sent()).isEqualTo(1);
        assertThat(server.mails).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT,RESET", "EHLO,RESET", "MAIL,RESET", "RCPT,RESET", "DATA,RESET", "CONNECT,END", "EHLO,END", "MAIL,END", "RCPT,END", "DATA,END"})
    void anEndBeforeItHasTheMailIsNotSent(String stage, String how) throws Exception {
        server.answers.put(stage, how);
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.NOT_SENT);
        assertThat(server.mails).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {StrictServer.RESET, StrictServer.END, "what?", "354 more"})
    void noAnswerToTheDotThatOneCouldUnderstandIsUnknown(String answer) throws Exception {
        server.answers.put(".", answer);
        assertThat(Bench.send(notifier).result()).isEqualTo(Result.UNKNOWN);
        assertThat(server.mails).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, 421 4.3.2 busy", "MAIL, 451 4.3.0 later", "RCPT, 450 4.2.0 greylisted", "DATA, 451 4.3.0 later", "., 452 4.3.1 full"})
    void whatTheServerCannotDoNowIsNotSent(String stage, String answer) throws Exception {
        server.answers.put(stage, answer);
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.notSent("127.0.0.1:" + server.port() + ": " + answer));
        assertThat(server.mails).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, 554 5.3.2 go away", "MAIL, 550 5.7.1 not you", "RCPT, 550 5.1.1 nobody", "DATA, 554 5.5.1 no", "., 554 5.7.1 spam"})
    void whatTheServerRefusesHasFailed(String stage, String answer) throws Exception {
        server.answers.put(stage, answer);
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.failed("127.0.0.1:" + server.port() + ": " + answer));
        assertThat(notifier.status().lastError()).endsWith(answer);
        assertThat(server.mails).isEmpty();
    }

    @Test
    void oneBadRecipientDoesNotKeepTheOthersFromBeingTold() throws Exception {
        notifier.close();
        bench.to = List.of("bad@example.org", "good@example.org");
        notifier = bench.open();
        server.answers.put("RCPT bad@example.org", "550 5.1.1 nobody");
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome).isEqualTo(Outcome.acknowledged("250 2.0.0 queued as 4711; refused: bad@example.org: 550 5.1.1 nobody"));
        assertThat(notifier.status().lastError()).contains("bad@example.org");
        assertThat(server.mails).hasSize(1);
    }

    @Test
    void nobodyListens() throws Exception {
        server.close();
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.notSent("127.0.0.1:" + server.port() + ": Connection refused"));
    }

    @Test
    void anUnknownHostIsNotSent() throws Exception {
        notifier.close();
        bench.host = "nosuch.invalid";
        notifier = bench.open();
        assertThat(Bench.send(notifier)).isEqualTo(Outcome.notSent("nosuch.invalid:" + server.port() + ": unknown host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL"})
    void aServerThatNeverStopsTalkingIsLeft(String stage) throws Exception {
        server.answers.put(stage, StrictServer.FLOOD);
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).isEqualTo(Result.NOT_SENT);
        assertThat(outcome.detail()).contains("the server said more than 1048576 bytes");
    }

    @Test
    void anAnswerIsKeptInOneLineOfBoundedLength() throws Exception {
        server.answers.put("MAIL", "550-a\r\n550 " + "b".repeat(5_000));
        Outcome outcome = Bench.send(notifier);
        assertThat(outcome.result()).isEqualTo(Result.FAILED);
        assertThat(outcome.detail()).hasSizeLessThanOrEqualTo(1_000).contains(": 550-a 550 bbb").doesNotContain("\n");
    }

    @Test
    void theEndOfTheNotifierEndsWhatIsUnderWay() throws Exception {
        server.answers.put("DATA", StrictServer.HANG);
        CompletableFuture<Outcome> early = notifier.send(Bench.step(20_000)).toCompletableFuture();
        Bench.eventually(() -> assertThat(server.commands).contains("DATA"));
        notifier.close();
        assertThat(early).isCompletedWithValue(Outcome.notSent("the notifier ends"));

        server.answers.put("DATA", "354 go ahead");
        server.answers.put(".", StrictServer.HANG);
        notifier = bench.open();
        CompletableFuture<Outcome> late = notifier.send(Bench.step(20_000)).toCompletableFuture();
        Bench.eventually(() -> assertThat(server.commands).contains("."));
        notifier.close();
        assertThat(late).isCompletedWithValue(Outcome.unknown("the mail went out whole: the notifier ends"));
    }
}
