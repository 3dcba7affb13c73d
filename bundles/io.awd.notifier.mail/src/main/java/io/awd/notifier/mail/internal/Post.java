package io.awd.notifier.mail.internal;

import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One mail from {@code send} to its outcome. It can be given up at any time by any thread; whether the server may have it by then is decided by who
 * comes first: that thread, or the one that is about to send the last line.
 */
final class Post {
    /** How far it is. */
    private enum Phase {
        /** The server has no mail. */
        OPEN,
        /** The last line went out, or is about to. */
        HANDED_OVER,
        /** It was given up before. */
        GIVEN_UP
    }

    private final Step step;
    private final Consumer<Outcome> witness;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.OPEN);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile Optional<Sockets> sockets = Optional.empty();

    /** @param witness is told the outcome once, before anybody else */
    Post(Step step, Consumer<Outcome> witness) {
        this.step = step;
        this.witness = witness;
    }

    Step step() {
        return step;
    }

    CompletionStage<Outcome> outcome() {
        return outcome;
    }

    boolean ended() {
        return ended.get();
    }

    /** The way it takes from now on. */
    void by(Sockets way) {
        sockets = Optional.of(way);
        if (ended()) {
            way.abort();
        }
    }

    /** False: it was given up, and must not be sent. */
    boolean handOver() {
        return phase.compareAndSet(Phase.OPEN, Phase.HANDED_OVER);
    }

    boolean handedOver() {
        return phase.get() == Phase.HANDED_OVER;
    }

    /** Nobody waits for it any more. */
    void giveUp(String why) {
        boolean open = phase.compareAndSet(Phase.OPEN, Phase.GIVEN_UP);
        end(open ? Outcome.notSent(why) : Outcome.unknown("the mail went out whole: " + why));
        sockets.ifPresent(Sockets::abort);
    }

    void end(Outcome now) {
        if (ended.compareAndSet(false, true)) {
            witness.accept(now);
            outcome.complete(now);
        }
    }
}
