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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One script on its way to one node: waits for the node to become ready, then sends the steps in order, each to whatever stands behind the node's id
 * at that moment. A step of which nothing went out waits again; one that may have gone out is not sent a second time unless it says that it may be.
 * One thread at a time goes on with it.
 */
final class Delivery {
    /** Who keeps the record. */
    interface Witness {
        /** A step's first byte is about to go out. Completes, always normally, when it may. */
        CompletionStage<Void> begins(Step step);

        /** A step's outcome, once for each, in order. */
        void ended(Step step, Outcome outcome);
    }

    /**
     * How it ended.
     *
     * @param sent whether anything went out
     * @param tried whether a step was given to the node, which did not say that nothing of it went out
     * @param hindrance why a node that comes after this one gets nothing; empty: it gets its script
     */
    record End(boolean sent, boolean tried, Optional<String> hindrance) {
    }

    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");
    private static final long LOOK_AGAIN_MILLIS = 20;
    /** A node that calls itself ready and takes nothing is asked less and less often. */
    private static final long LARGEST_PAUSE_MILLIS = 320;
    private final Node node;
    private final OptScript.Rules rules;
    private final ScheduledExecutorService later;
    private final Function<Notifier.Syntax, Plan> plan;
    private final Witness witness;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<End> done = new CompletableFuture<>();
    private volatile long started;
    private volatile Optional<List<Planned>> steps = Optional.empty();
    private volatile Optional<String> stopped = Optional.empty();
    private volatile int next;
    /** The step whose begin is on record. */
    private volatile int onRecord = -1;
    /** What became of the next step when it was tried before, if something of it may have gone out. */
    private volatile Optional<Outcome> before = Optional.empty();
    private volatile long pause = LOOK_AGAIN_MILLIS;
    private volatile boolean sent;
    private volatile boolean tried;
    private volatile boolean failed;
    /** Why it is wanted no more. */
    private volatile Optional<String> takenBack = Optional.empty();
    /** Whether it has begun, and was not taken back. */
    private volatile boolean mine;
    private volatile boolean cancelled;

    /** @param plan makes the steps in the node's syntax */
    Delivery(Link<Notifier> node, OptScript.Rules rules, ScheduledExecutorService later, Lanes lanes, Function<Notifier.Syntax, Plan> plan, Witness witness) {
        this.node = new Node(node, lanes);
        this.rules = rules;
        this.later = later;
        this.plan = plan;
        this.witness = witness;
    }

    /** Completes when all is over. */
    CompletionStage<End> done() {
        return done;
    }

    /** The first look: a node that is ready now gets it, whatever the deadline. One that is to get nothing is not waited for. */
    void begin() {
        started = System.nanoTime();
        guarded(() -> {
            Optional<Notifier> notifier = node.target();
            if (notifier.isPresent() && plan.apply(node.syntax(notifier)).steps().isEmpty() && begun.compareAndSet(false, true)) {
                steps(notifier);
                finish();
            } else {
                advance(false);
            }
        });
    }

    /** Only before the first step has begun; if one turns out not to have, later. */
    void cancel(String why) {
        takenBack = Optional.of(why);
        cancelIfNotBegun();
    }

    private void cancelIfNotBegun() {
        if (begun.compareAndSet(false, true)) {
            cancelled = true;
            rest(Outcome.cancelled(takenBack.orElse("")));
        }
    }

    /** The step under way, if there is one, is waited for; no other is sent. */
    void stop(String why) {
        stopped = Optional.of(why);
        cancel(why);
    }

    /** Whatever goes wrong here, the incident comes to its end. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{}: the delivery of a script broke off", node.id(), e);
            failed = true;
            finish();
        }
    }

    private void go(boolean waited) {
        guarded(() -> advance(waited));
    }

    /** In a loop as long as the answers are there at once, so that a long script needs no deep stack. */
    private void advance(boolean waited) {
        boolean late = waited;
        while (!done.isDone()) {
            if (stopped.isPresent() && (next > 0 || mine)) {
                rest(Outcome.cancelled(stopped.get()));
                return;
            }
            if (steps.filter(all -> next >= all.size()).isPresent()) {
                // the last step may have taken its node away, as quit does
                finish();
                return;
            }
            boolean over = over();
            Optional<Notifier> notifier = late && over ? Optional.empty() : node.ready(this);
            if (notifier.isEmpty()) {
                pause = LOOK_AGAIN_MILLIS;
                notReady(over);
                return;
            }
            if (!mine && !begun.compareAndSet(false, true)) {
                // it was taken back a moment ago, perhaps before the lane was taken
                node.leave(this);
                return;
            }
            mine = true;
            if (takenBack.isPresent() && next == 0 && before.isEmpty()) {
                cancelled = true;
                rest(Outcome.cancelled(takenBack.get()));
                return;
            }
            List<Planned> all = steps(notifier);
            if (next >= all.size()) {
                finish();
                return;
            } else if (failed && !rules.continueOnError()) {
                rest(Outcome.cancelled("a step before it failed"));
                return;
            }
            Planned now = all.get(next);
            if (onRecord != next) {
                onRecord = next;
                CompletableFuture<Void> recorded = witness.begins(now.step()).toCompletableFuture();
                if (!recorded.isDone()) {
                    recorded.thenRun(() -> go(false));
                    return;
                }
            }
            CompletableFuture<Outcome> answer = Node.send(notifier.get(), now.step());
            if (!answer.isDone()) {
                answer.thenAccept(outcome -> answered(now, outcome));
                return;
            } else if (!goesOn(now, answer.join())) {
                return;
            }
            late = false;
        }
    }

    private void answered(Planned now, Outcome outcome) {
        guarded(() -> {
            if (goesOn(now, outcome)) {
                advance(false);
            }
        });
    }

    private boolean over() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started) >= rules.notifyDeadlineMillis();
    }

    private void notReady(boolean over) {
        if (!over) {
            lookAgain();
        } else if (mine || begun.compareAndSet(false, true)) {
            String within = "not ready within " + rules.notifyDeadlineMillis() + " ms";
            fail(Outcome.failed(node.target().isPresent() ? within + node.obstacle().map(why -> ": " + why).orElse("") : Node.AWAY));
        }
    }

    private void lookAgain() {
        try {
            later.schedule(() -> go(true), pause, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: the executor ends", node.id(), e);
            rest(Outcome.cancelled("the script's bundle leaves"));
        }
    }

    private List<Planned> steps(Optional<Notifier> notifier) {
        if (steps.isEmpty()) {
            Plan made = plan.apply(node.syntax(notifier));
            failed |= made.failedBefore();
            steps = Optional.of(made.steps());
        }
        return steps.get();
    }

    /** The outcome of the next step, which is none of its own if it was tried before and nobody knows what became of that. */
    private void end(Planned planned, Outcome last) {
        boolean known = IncidentRecord.well(last) || last.result() == Outcome.Result.UNKNOWN;
        Outcome outcome = known ? last : before.map(unknown -> Outcome.unknown(unknown.detail() + "; then: " + last.detail())).orElse(last);
        before = Optional.empty();
        failed |= !IncidentRecord.well(outcome) && !planned.ignoreError();
        witness.ended(planned.step(), outcome);
    }

    /** Nothing more is sent; the step that is next failed, and what follows it is not tried. */
    private void fail(Outcome why) {
        List<Planned> all = steps(node.target());
        if (rules.continueOnError() || next >= all.size()) {
            rest(why);
        } else {
            end(all.get(next), why);
            next++;
            rest(next == 1 ? why : Outcome.cancelled("a step before it failed"));
        }
    }

    private void rest(Outcome outcome) {
        List<Planned> all = steps(node.target());
        all.subList(Math.min(next, all.size()), all.size()).forEach(planned -> end(planned, outcome));
        next = all.size();
        finish();
    }

    /** Takes an outcome; whether the next step follows at once. */
    private boolean goesOn(Planned now, Outcome outcome) {
        boolean again = outcome.result() == Outcome.Result.NOT_SENT || outcome.result() == Outcome.Result.UNKNOWN && now.repeatable();
        if (again && stopped.isEmpty() && !over()) {
            if (outcome.result() == Outcome.Result.UNKNOWN) {
                sent = true;
                before = Optional.of(outcome);
            }
            node.obstacle(outcome.detail());
            if (next == 0 && !sent) {
                mine = false;
                begun.set(false);
                if (takenBack.isPresent()) {
                    cancelIfNotBegun();
                    return false;
                }
            }
            lookAgain();
            pause = Math.min(2 * pause, LARGEST_PAUSE_MILLIS);
            return false;
        }
        pause = LOOK_AGAIN_MILLIS;
        Outcome last = outcome.result() == Outcome.Result.NOT_SENT ? Outcome.failed(outcome.detail()) : outcome;
        end(now, last);
        next++;
        tried |= outcome.result() != Outcome.Result.NOT_SENT;
        sent |= IncidentRecord.well(last) || last.result() == Outcome.Result.UNKNOWN;
        if (IncidentRecord.well(last) || now.ignoreError() || rules.continueOnError()) {
            return true;
        }
        rest(Outcome.cancelled("a step before it failed"));
        return false;
    }

    private void finish() {
        node.leave(this);
        done.complete(new End(sent, sent || tried, hindrance()));
    }

    private Optional<String> hindrance() {
        if (cancelled) {
            return takenBack;
        }
        return stopped.or(() -> failed && !rules.continueOnError() ? Optional.of("a node before it failed") : Optional.empty());
    }
}
