package io.awd.optscript.internal;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Link;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A notification node as a delivery sees it: whatever stands behind its id at that moment, with whatever faults it has. */
final class Node {
    static final String AWAY = "its bundle is not there";
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");
    /** A notifier keeps the step's time itself and knows better what became of it; this is for one that does not. */
    private static final long GRACE_MILLIS = 500;
    private final Link<Notifier> link;
    private final Lanes lanes;
    private volatile String obstacle = "";

    Node(Link<Notifier> link, Lanes lanes) {
        this.link = link;
        this.lanes = lanes;
    }

    String id() {
        return link.id();
    }

    Optional<Notifier> target() {
        return link.target();
    }

    /** Why it took nothing when it was last looked at, in a few words. */
    Optional<String> obstacle() {
        return Optional.of(obstacle).filter(why -> !why.isEmpty());
    }

    void obstacle(String why) {
        obstacle = why;
    }

    /** If it can take a step of that delivery now; a monitor is then that delivery's until it leaves. */
    Optional<Notifier> ready(Delivery delivery) {
        try {
            Optional<Notifier> notifier = link.target();
            obstacle = notifier.isEmpty() ? AWAY : notifier.get().notReady().orElse("");
            if (!obstacle.isEmpty()) {
                return Optional.empty();
            }
            if (notifier.get().syntax() == Notifier.Syntax.LINES && !lanes.take(id(), delivery)) {
                obstacle = "busy with another incident";
                return Optional.empty();
            }
            return notifier;
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("{}: cannot say whether it is ready", id(), e);
            obstacle = "it cannot say whether it is ready";
            return Optional.empty();
        }
    }

    void leave(Delivery delivery) {
        lanes.release(id(), delivery);
    }

    Notifier.Syntax syntax(Optional<Notifier> notifier) {
        try {
            return notifier.map(Notifier::syntax).orElse(Notifier.Syntax.RAW);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("{}: cannot say how it wants a script", id(), e);
            return Notifier.Syntax.RAW;
        }
    }

    /** Always completes normally, and soon after the step's timeout at the latest. */
    static CompletableFuture<Outcome> send(Notifier notifier, Step step) {
        try {
            return notifier.send(step).handle((outcome, error) -> outcome != null ? outcome : failure(error)).toCompletableFuture()
                    .completeOnTimeout(Outcome.unknown("no outcome within " + step.timeoutMillis() + " ms"), step.timeoutMillis() + GRACE_MILLIS,
                            TimeUnit.MILLISECONDS);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.completedFuture(failure(e));
        }
    }

    private static Outcome failure(Throwable error) {
        return Outcome.unknown("the notifier failed" + (error == null ? "" : ": " + error));
    }
}
