package io.awd.notifier.webhook.internal;

import io.awd.api.notifier.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A step on its way: waits for its turn, then is one request, or several when they may be repeated. */
final class Sending {
    /** Makes one request, and waits for its end. */
    interface Post {
        /**
         * @param deadline of System.nanoTime
         * @param stop ends it early, and says why
         */
        End once(long deadline, CompletableFuture<String> stop);
    }

    private final Post post;
    private final long retries;
    private final long retryDelay;
    private final long timeoutMillis;
    private final long deadline;
    private final Consumer<Outcome> counter;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CompletableFuture<String> stop = new CompletableFuture<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    /** @param counter is told the outcome before anybody else */
    Sending(Post post, WebhookProperties properties, long timeoutMillis, Consumer<Outcome> counter) {
        this.post = post;
        this.retries = properties.retries();
        this.retryDelay = properties.retryDelay();
        this.timeoutMillis = timeoutMillis;
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        this.counter = counter;
    }

    CompletionStage<Outcome> outcome() {
        return outcome;
    }

    /** If it has not begun when its time is over, then it never does. */
    void waits() {
        CompletableFuture<Void> late = new CompletableFuture<Void>().completeOnTimeout(null, timeoutMillis, TimeUnit.MILLISECONDS);
        late.thenRun(() -> refuse("others before it took longer than " + timeoutMillis + " ms"));
        outcome.thenRun(() -> late.cancel(false));
    }

    /** On a worker. */
    void run() {
        if (taken.compareAndSet(false, true)) {
            Outcome end;
            try {
                end = attempts();
            } catch (RuntimeException | LinkageError e) {
                // its message might quote a header
                end = Outcome.unknown("failed: " + e.getClass().getSimpleName());
            }
            finish(end);
        }
    }

    /** Only if it has not begun. */
    void refuse(String why) {
        if (taken.compareAndSet(false, true)) {
            finish(Outcome.notSent(why));
        }
    }

    /** Ends it whether it has begun or not. */
    void stop(String why) {
        stop.complete(why);
        refuse(why);
    }

    private void finish(Outcome end) {
        counter.accept(end);
        outcome.complete(end);
    }

    private Outcome attempts() {
        boolean lost = false;
        Optional<End> refusal = Optional.empty();
        long longest = 0;
        for (long number = 1;; number++) {
            long begun = System.nanoTime();
            End end = post.once(deadline, stop);
            longest = Math.max(longest, System.nanoTime() - begun);
            String attempts = retries == 0 ? "" : number == 1 ? " (1 attempt)" : " (" + number + " attempts)";
            if (end instanceof End.Answered answer && answer.well()) {
                return Outcome.acknowledged(answer.text() + attempts);
            }
            lost |= end instanceof End.Lost;
            if (number > retries || !again(end, number) || !pause(lost ? 0 : longest)) {
                return outcome(end, lost, refusal, number, attempts);
            }
            refusal = end instanceof End.Answered ? Optional.of(end) : refusal;
        }
    }

    /** Of the first one nothing went out: that is for the executor, which knows until when to try. */
    private static boolean again(End end, long number) {
        return end instanceof End.Lost || end instanceof End.Answered answer && answer.later() || end instanceof End.NothingSent && number > 1;
    }

    /**
     * False: there is no time left for another. One that is cut off would make a refusal, which is certain, an outcome that nobody knows.
     *
     * @param longest ns that a request took so far; 0: nothing is certain any more
     */
    private boolean pause(long longest) {
        if (deadline - System.nanoTime() <= TimeUnit.MILLISECONDS.toNanos(retryDelay) + longest) {
            return false;
        }
        try {
            stop.get(retryDelay, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static Outcome outcome(End end, boolean lost, Optional<End> refusal, long number, String attempts) {
        String text = refusal.filter(before -> !(end instanceof End.Answered)).map(before -> before.text() + ", then ").orElse("") + end.text() + attempts;
        if (lost) {
            return Outcome.unknown(end instanceof End.Lost ? text : "no answer to an earlier request, then " + text);
        }
        return end instanceof End.NothingSent && number == 1 ? Outcome.notSent(text) : Outcome.failed(text);
    }
}
