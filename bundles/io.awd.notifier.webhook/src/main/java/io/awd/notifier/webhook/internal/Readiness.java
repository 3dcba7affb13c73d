package io.awd.notifier.webhook.internal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether a request could go out, by looking now and then and by what became of the requests. No thread waits for the next look. Any thread. */
final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    /** One that is not ready holds up incidents: that it is mended must be seen soon. */
    private static final long AGAIN_MILLIS = 5000;
    private final String id;
    private final Supplier<Probe.Found> probe;
    private final Executor workers;
    private final long interval;
    private Optional<String> obstacle;
    private Optional<Long> days = Optional.empty();
    private CompletableFuture<Void> next = CompletableFuture.completedFuture(null);
    private boolean looked;
    private boolean looking;
    private boolean closed;

    /** @param interval between two looks in ms; 0: only after a request failed */
    Readiness(String id, Supplier<Probe.Found> probe, Executor workers, long interval) {
        this.id = id;
        this.probe = probe;
        this.workers = workers;
        this.interval = interval;
        this.obstacle = interval > 0 ? Optional.of("not looked at yet") : Optional.empty();
    }

    void open() {
        if (interval > 0) {
            look();
        }
    }

    synchronized Optional<String> obstacle() {
        return obstacle;
    }

    synchronized Optional<Long> days() {
        return days;
    }

    /** Looks now, unless it does already. */
    synchronized void look() {
        if (closed || looking) {
            return;
        }
        try {
            workers.execute(this::run);
            looking = true;
        } catch (RejectedExecutionException e) {
            schedule();
        }
    }

    private void run() {
        try {
            Probe.Found found = probe.get();
            probed(found);
        } finally {
            looked();
        }
    }

    private synchronized void looked() {
        looking = false;
        schedule();
    }

    /** What a look brought. */
    synchronized void probed(Probe.Found found) {
        days = found.days();
        is(found.obstacle());
    }

    /** What a request showed. */
    synchronized void seen(Optional<String> now) {
        boolean worse = now.isPresent() && obstacle.isEmpty();
        is(now);
        if (worse) {
            schedule();
        }
    }

    private void is(Optional<String> now) {
        if (closed) {
            return;
        }
        if (now.isPresent() && !now.equals(obstacle)) {
            LOG.warn("{}: not ready: {}", id, now.get());
        } else if (now.isEmpty() && obstacle.isPresent() && looked) {
            LOG.info("{}: ready again", id);
        }
        looked = true;
        obstacle = now;
    }

    private void schedule() {
        next.cancel(false);
        long millis = obstacle.isEmpty() ? interval : interval > 0 ? Math.min(interval, AGAIN_MILLIS) : AGAIN_MILLIS;
        if (!closed && millis > 0) {
            next = new CompletableFuture<Void>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
            next.thenRun(this::look);
        }
    }

    synchronized void close() {
        closed = true;
        next.cancel(false);
        obstacle = Optional.of("it has ended");
    }
}
