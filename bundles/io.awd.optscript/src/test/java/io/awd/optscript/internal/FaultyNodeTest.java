package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A notifier with a fault harms nobody else, and what became of its steps is told. */
class FaultyNodeTest {
    private final Bench bench = new Bench();
    private final Script two = bench.script("one\ntwo\n");
    private final FakeNode good = FakeNode.raw("good");

    private OptScript.Run run(Link<Notifier> bad) {
        return two.run(Bench.EXPIRY, List.of(bad, good), Bench.STOP);
    }

    private void goodWasServed(OptScript.Run run) {
        assertThat(good.texts()).containsExactly("one\ntwo\n");
        assertThat(Bench.over(run)).contains(true);
        assertThat(bench.outcomes()).contains("good/1 sent");
    }

    @Test
    void whatItThrowsIsAnUnknownOutcomeThatStopsTheRest() {
        OptScript.Run run = run(FakeNode.lines("bad").answering(step -> {
            throw new IllegalStateException("broken inside");
        }));
        goodWasServed(run);
        assertThat(bench.outcomes()).containsExactly("bad/1 unknown", "bad/2 cancelled", "good/1 sent");
        assertThat(bench.events.get(0).detail()).asString().contains("the notifier failed").contains("broken inside");
    }

    @Test
    void aClassThatIsGoneIsAnUnknownOutcome() {
        OptScript.Run run = run(FakeNode.raw("bad").answering(step -> {
            throw new NoClassDefFoundError("io/awd/gone");
        }));
        goodWasServed(run);
        assertThat(bench.outcomes()).containsExactly("bad/1 unknown", "good/1 sent");
    }

    @Test
    void continueOnErrorGoesOnAfterIt() {
        AtomicBoolean first = new AtomicBoolean(true);
        FakeNode bad = FakeNode.lines("bad").answering(step -> {
            if (first.getAndSet(false)) {
                throw new IllegalStateException("once");
            }
            return CompletableFuture.completedStage(new Outcome(Outcome.Result.SENT, ""));
        });
        Bench.run(two, Bench.CONTINUE, bad);
        assertThat(bench.outcomes()).containsExactly("bad/1 unknown", "bad/2 sent");
    }

    @Test
    void aStageThatFailsIsAnUnknownOutcome() {
        OptScript.Run run = run(FakeNode.raw("bad").answering(step -> CompletableFuture.failedStage(new IllegalStateException("broken inside"))));
        goodWasServed(run);
        assertThat(bench.outcomes()).containsExactly("bad/1 unknown", "good/1 sent");
    }

    @Test
    void noStageAtAllIsAnUnknownOutcome() {
        OptScript.Run run = run(FakeNode.raw("bad").answering(step -> null));
        goodWasServed(run);
        assertThat(bench.outcomes()).containsExactly("bad/1 unknown", "good/1 sent");
    }

    @Test
    void noOutcomeAtAllIsAnUnknownOutcome() {
        OptScript.Run run = run(FakeNode.raw("bad").answering(step -> CompletableFuture.completedStage(null)));
        goodWasServed(run);
        assertThat(bench.outcomes()).containsExactly("bad/1 unknown", "good/1 sent");
    }

    @Test
    void oneThatCannotSayWhetherItIsReadyGetsNothing() {
        Throwing bad = new Throwing();
        bad.ready = true;
        OptScript.Run run = run(bad);
        assertThat(good.texts()).containsExactly("one\ntwo\n");
        run.cancel("enough");
        goodWasServed(run);
        assertThat(bad.sent).isFalse();
    }

    @Test
    void oneThatCannotSayWhetherItIsReadyIsAskedAgain() {
        FakeNode later = FakeNode.raw("later").unready();
        Throwing bad = new Throwing();
        OptScript.Run run = two.run(Bench.EXPIRY, List.of(bad, later), Bench.STOP);
        bad.ready = true;
        bench.later.look();
        bad.ready = false;
        bad.nowReady = true;
        later.ready = true;
        bench.later.look();
        assertThat(Bench.over(run)).contains(true);
        assertThat(bad.sent).isTrue();
    }

    @Test
    void whateverBreaksTheIncidentComesToItsEnd() {
        Link<Notifier> broken = new Link<>() {
            @Override
            public String id() {
                return "broken";
            }

            @Override
            public Optional<Notifier> target() {
                throw new IllegalStateException("broken inside");
            }
        };
        goodWasServed(run(broken));
        assertThat(CapturedLog.lines("broken: the delivery of a script broke off")).isNotEmpty();
    }

    @Test
    void oneThatCannotSayItsSyntaxHarmsNobodyElse() {
        Throwing bad = new Throwing();
        bad.syntax = true;
        OptScript.Run run = run(bad);
        assertThat(good.texts()).containsExactly("one\ntwo\n");
        run.cancel("enough");
        goodWasServed(run);
    }

    /** Throws where it is told to. */
    private static final class Throwing implements Link<Notifier>, Notifier {
        private boolean ready;
        private boolean syntax;
        private boolean nowReady;
        private boolean sent;

        @Override
        public String id() {
            return "bad";
        }

        @Override
        public Optional<Notifier> target() {
            return Optional.of(this);
        }

        @Override
        public Syntax syntax() {
            fault(syntax);
            return Syntax.RAW;
        }

        @Override
        public Optional<String> notReady() {
            fault(ready);
            return nowReady ? Optional.empty() : Optional.of("not connected");
        }

        private static void fault(boolean now) {
            if (now) {
                throw new IllegalStateException("broken inside");
            }
        }

        @Override
        public CompletionStage<Outcome> send(Step step) {
            sent = true;
            return CompletableFuture.completedStage(new Outcome(Outcome.Result.SENT, ""));
        }
    }
}
