package io.awd.notifier.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.chardev.NothingSentException;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ChardevNotifierTest {
    private final Bench bench = new Bench();
    private final FakeChardev chardev = bench.chardev.orElseThrow();

    private void comes(ChardevNotifier notifier, Optional<FakeChardev> next) {
        bench.chardev = next;
        notifier.relinked("chardev");
    }

    private static void counted(ChardevNotifier notifier, long sent, long failed, long unknown) {
        NotifierStatus status = notifier.status();
        assertThat(status.sent()).isEqualTo(sent);
        assertThat(status.failed()).isEqualTo(failed);
        assertThat(status.unknown()).isEqualTo(unknown);
    }

    @Test
    void itIsAPartThatWantsAChardev() {
        assertThat(new ChardevNotifierType().description().kind()).isEqualTo(Kind.PART);
        assertThat(new ChardevNotifierType().description().name()).isEqualTo("notifier-chardev");
        assertThat(new ChardevNotifierType().description().property("chardev")).hasValueSatisfying(p -> {
            assertThat(p.required()).isTrue();
            assertThat(p.type()).isEqualTo("link<chardev>");
        });
    }

    @Test
    void itWantsWholeFiles() throws Exception {
        assertThat(bench.open().syntax()).isEqualTo(Notifier.Syntax.RAW);
    }

    @Test
    void aStepGoesOutAsItIsAndIsSent() throws Exception {
        ChardevNotifier notifier = bench.open();
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.SENT, ""));
        assertThat(chardev.written).singleElement().isEqualTo(Bench.SCRIPT);
        counted(notifier, 1, 0, 0);
        assertThat(notifier.status().lastError()).isEmpty();
    }

    @Test
    void itIsSentOnlyWhenTheChardevHasTakenIt() throws Exception {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        chardev.answers(taken);
        ChardevNotifier notifier = bench.open();
        CompletionStage<Outcome> outcome = notifier.send(Bench.step());
        assertThat(outcome.toCompletableFuture()).isNotDone();
        counted(notifier, 0, 0, 0);
        taken.complete(null);
        assertThat(outcome.toCompletableFuture()).isCompletedWithValue(new Outcome(Outcome.Result.SENT, ""));
        counted(notifier, 1, 0, 0);
    }

    @Test
    void whatCannotHaveGoneOutHasFailed() throws Exception {
        chardev.fails(new NothingSentException("more than 1048576 bytes are waiting"));
        ChardevNotifier notifier = bench.open();
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.NOT_SENT, "more than 1048576 bytes are waiting"));
        counted(notifier, 0, 1, 0);
        assertThat(notifier.status().lastError()).isEqualTo("more than 1048576 bytes are waiting");
    }

    @Test
    void whatMayHaveGoneOutInPartIsUnknown() throws Exception {
        chardev.fails(new IOException("connection lost: Connection reset by peer"));
        ChardevNotifier notifier = bench.open();
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.UNKNOWN, "connection lost: Connection reset by peer"));
        counted(notifier, 0, 0, 1);
        assertThat(notifier.status().lastError()).isEqualTo("connection lost: Connection reset by peer");
    }

    @Test
    void anErrorBehindAnotherStageIsSeenThrough() throws Exception {
        ChardevNotifier notifier = bench.open();
        chardev.answers(CompletableFuture.<Void>failedFuture(new NothingSentException("not connected")).thenApply(nothing -> nothing));
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.NOT_SENT, "not connected"));
        chardev.fails(new CompletionException(new IOException("broken")));
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.UNKNOWN, "broken"));
    }

    @Test
    void anErrorWithoutAMessageSaysItsName() throws Exception {
        chardev.fails(new ClosedChannelException());
        ChardevNotifier notifier = bench.open();
        assertThat(Bench.send(notifier).detail()).contains("ClosedChannelException");
        assertThat(notifier.status().lastError()).contains("ClosedChannelException");
    }

    @Test
    void withoutAPeerItIsNotReadyAndAStepFails() throws Exception {
        chardev.connected = false;
        ChardevNotifier notifier = bench.open();
        assertThat(notifier.ready()).isFalse();
        assertThat(notifier.status().ready()).isFalse();
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.NOT_SENT, "not connected"));
        chardev.connected = true;
        assertThat(notifier.ready()).isTrue();
        assertThat(notifier.status().ready()).isTrue();
    }

    @Test
    void theLastErrorStaysAfterASuccess() throws Exception {
        ChardevNotifier notifier = bench.open();
        chardev.connected = false;
        Bench.send(notifier);
        chardev.connected = true;
        Bench.send(notifier);
        counted(notifier, 1, 1, 0);
        assertThat(notifier.status().lastError()).isEqualTo("not connected");
    }

    @Test
    void itCanBeMadeWhileItsChardevIsAway() throws Exception {
        bench.chardev = Optional.empty();
        ChardevNotifier notifier = bench.open();
        assertThat(notifier.ready()).isFalse();
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.NOT_SENT, "its chardev is not there"));
        comes(notifier, Optional.of(chardev));
        assertThat(notifier.ready()).isTrue();
        assertThat(Bench.send(notifier).result()).isEqualTo(Outcome.Result.SENT);
    }

    @Test
    void itFollowsItsChardevThatLeavesAndComesBackAsAnother() throws Exception {
        ChardevNotifier notifier = bench.open();
        comes(notifier, Optional.empty());
        assertThat(notifier.ready()).isFalse();
        assertThat(Bench.send(notifier)).isEqualTo(new Outcome(Outcome.Result.NOT_SENT, "its chardev is not there"));

        FakeChardev next = new FakeChardev();
        comes(notifier, Optional.of(next));
        assertThat(notifier.ready()).isTrue();
        Bench.send(notifier);
        assertThat(chardev.written).isEmpty();
        assertThat(next.written).hasSize(1);
        counted(notifier, 1, 1, 0);
    }

    @Test
    void aChardevThatSomebodyHasAloneIsRefusedAtCreation() {
        chardev.held = true;
        assertThatThrownBy(bench::open).isInstanceOf(AwdException.class).hasMessage("Device 'heartbeat0' is in use");
    }

    @Test
    void aChardevThatComesBackInSomebodysHandsIsNotReady() throws Exception {
        ChardevNotifier notifier = bench.open();
        comes(notifier, Optional.empty());
        FakeChardev next = new FakeChardev();
        next.held = true;
        comes(notifier, Optional.of(next));
        assertThat(notifier.ready()).isFalse();
        assertThat(Bench.send(notifier).result()).isEqualTo(Outcome.Result.NOT_SENT);
    }

    @Test
    void itTakesOneShareAndGivesItBackAtTheEnd() throws Exception {
        ChardevNotifier notifier = bench.open();
        assertThat(chardev.writers).isEqualTo(1);
        notifier.close();
        assertThat(chardev.writers).isZero();
        notifier.close();
        assertThat(chardev.writers).isZero();
    }

    @Test
    void itKeepsOneShareWhenItIsToldTwiceOfTheSameChardev() throws Exception {
        ChardevNotifier notifier = bench.open();
        notifier.relinked("chardev");
        notifier.relinked("chardev");
        assertThat(chardev.writers).isEqualTo(1);
    }

    @Test
    void nothingIsSentAfterItsEnd() throws Exception {
        ChardevNotifier notifier = bench.open();
        notifier.close();
        assertThat(notifier.ready()).isFalse();
        assertThat(Bench.send(notifier).result()).isEqualTo(Outcome.Result.NOT_SENT);
        assertThat(chardev.written).isEmpty();
    }

    @Test
    void itsCountersLiveOnWhenItsBundleIsSwapped() throws Exception {
        ChardevNotifier notifier = bench.open();
        Bench.send(notifier);
        Bench.send(notifier);
        chardev.fails(new NothingSentException("nothing"));
        Bench.send(notifier);
        chardev.fails(new IOException("half"));
        Bench.send(notifier);
        Map<String, String> memento = notifier.suspend();
        assertThat(chardev.writers).isZero();

        ChardevNotifier again = new Bench(memento).open();
        counted(again, 2, 1, 1);
        assertThat(again.status().lastError()).isEqualTo("half");
        assertThat(Bench.send(again).result()).isEqualTo(Outcome.Result.SENT);
        counted(again, 3, 1, 1);
    }

    @Test
    void aNewOneHasCountedNothing() throws Exception {
        assertThat(bench.open().status()).isEqualTo(new NotifierStatus(true, 0, 0, 0, ""));
    }
}
