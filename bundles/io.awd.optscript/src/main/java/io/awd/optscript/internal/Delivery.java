package io.awd.optscript.internal;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Link;
import io.awd.api.optscript.OptScript;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One script on its way to one node: waits for the node to become ready, then sends the steps in order. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");
    private static final long LOOK_AGAIN_MILLIS = 20;
    private final Link<Notifier> node;
    private final OptScript.Rules rules;
    private final ScheduledExecutorService later;
    private final BiConsumer<Step, Outcome> record;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final long started = System.nanoTime();
    private final Function<Notifier.Syntax, List<Step>> steps;
    private volatile boolean sent;

    /** @param steps makes the steps in the node's syntax */
    Delivery(Link<Notifier> node, OptScript.Rules rules, ScheduledExecutorService later, Function<Notifier.Syntax, List<Step>> steps,
            BiConsumer<Step, Outcome> record) {
        this.node = node;
        this.rules = rules;
        this.later = later;
        this.record = record;
        this.steps = steps;
    }

    /** Whether anything went out; completes when all is over. */
    CompletionStage<Boolean> done() {
        return done;
    }

    /** The first look: a node that is ready now gets it, whatever the deadline. */
    void begin() {
        look(false);
    }

    private void look(boolean late) {
        if (done.isDone()) {
            return;
        }
        boolean over = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started) >= rules.notifyDeadlineMillis();
        Optional<Notifier> notifier = late && over ? Optional.empty() : readyNode();
        if (notifier.isPresent()) {
            if (begun.compareAndSet(false, true)) {
                send(notifier.get(), steps.apply(syntax(notifier)), 0);
            }
        } else if (over) {
            end(Outcome.Result.FAILED, node.target().isPresent() ? "not ready within " + rules.notifyDeadlineMillis() + " ms" : "its bundle is not there");
        } else {
            later.schedule(() -> look(true), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private Optional<Notifier> readyNode() {
        try {
            return node.target().filter(Notifier::ready);
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("{}: cannot say whether it is ready", node.id(), e);
            return Optional.empty();
        }
    }

    private Notifier.Syntax syntax(Optional<Notifier> notifier) {
        try {
            return notifier.map(Notifier::syntax).orElse(Notifier.Syntax.RAW);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("{}: cannot say how it wants a script", node.id(), e);
            return Notifier.Syntax.RAW;
        }
    }

    /** Only before the first step has begun. */
    void cancel(String why) {
        end(Outcome.Result.CANCELLED, why);
    }

    private void end(Outcome.Result result, String why) {
        if (begun.compareAndSet(false, true)) {
            steps.apply(syntax(node.target())).forEach(step -> record.accept(step, new Outcome(result, why)));
            done.complete(false);
        }
    }

    /** In a loop as long as the answers are there at once, so that a long script needs no deep stack. */
    private void send(Notifier notifier, List<Step> all, int first) {
        for (int i = first; i < all.size(); i++) {
            CompletableFuture<Outcome> answer = sendOne(notifier, all.get(i)).toCompletableFuture();
            int index = i;
            if (!answer.isDone()) {
                answer.thenAccept(outcome -> {
                    if (goesOn(all, index, outcome)) {
                        send(notifier, all, index + 1);
                    }
                });
                return;
            } else if (!goesOn(all, index, answer.join())) {
                return;
            }
        }
        done.complete(sent);
    }

    private boolean goesOn(List<Step> all, int index, Outcome outcome) {
        record.accept(all.get(index), outcome);
        boolean well = outcome.result() == Outcome.Result.ACKNOWLEDGED || outcome.result() == Outcome.Result.SENT;
        sent |= well || outcome.result() == Outcome.Result.UNKNOWN;
        if (well || rules.continueOnError()) {
            return true;
        }
        for (Step step : all.subList(index + 1, all.size())) {
            record.accept(step, new Outcome(Outcome.Result.CANCELLED, "a step before it failed"));
        }
        done.complete(sent);
        return false;
    }

    private static CompletionStage<Outcome> sendOne(Notifier notifier, Step step) {
        try {
            return notifier.send(step).handle((outcome, error) -> outcome != null ? outcome : failure(error)).toCompletableFuture()
                    .completeOnTimeout(new Outcome(Outcome.Result.UNKNOWN, "no outcome within " + step.timeoutMillis() + " ms"), step.timeoutMillis(),
                            TimeUnit.MILLISECONDS);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.completedStage(failure(e));
        }
    }

    private static Outcome failure(Throwable error) {
        return new Outcome(Outcome.Result.UNKNOWN, "the notifier failed" + (error == null ? "" : ": " + error));
    }
}
