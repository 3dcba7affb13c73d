package io.awd.notifier.mail.internal;

import io.awd.api.iothread.IoThread;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether mails could go out now, and when to find that out. After a failure it asks again soon, then ever less often; until the answer is good the
 * notifier is not ready, so that a step is not tried again in a hurry against a server that is down.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private static final long SOONEST_MILLIS = 1_000;
    private static final long LATEST_MILLIS = 30_000;
    private final String id;
    private final IoThread clock;
    private final long intervalMillis;
    private final Runnable probe;
    private volatile Optional<String> trouble = Optional.empty();
    private Optional<IoThread.Timer> next = Optional.empty();
    private long pause = SOONEST_MILLIS;
    private boolean closed;

    /** @param probe begins to ask and returns; {@link #good} or {@link #bad} follows */
    Health(String id, IoThread clock, long intervalMillis, Runnable probe) {
        this.id = id;
        this.clock = clock;
        this.intervalMillis = intervalMillis;
        this.probe = probe;
    }

    synchronized void open() {
        if (intervalMillis > 0) {
            trouble = Optional.of("not probed yet");
            probe.run();
        }
    }

    /** Why not; empty: they could. */
    Optional<String> trouble() {
        return trouble;
    }

    /** A probe or a mail went well. */
    synchronized void good() {
        if (trouble.isPresent()) {
            LOG.info("{}: ready", id);
        }
        trouble = Optional.empty();
        pause = SOONEST_MILLIS;
        askIn(intervalMillis);
    }

    /** A probe or a mail found out that none can go out now. */
    synchronized void bad(String why) {
        trouble(why);
        askIn(pause);
        pause = Math.min(2 * pause, LATEST_MILLIS);
    }

    /** A probe was refused in a way that does not pass by itself. No hurry: who tries a wrong password too often is locked out. */
    synchronized void refused(String why) {
        trouble(why);
        askIn(intervalMillis);
    }

    private void trouble(String why) {
        if (!trouble.equals(Optional.of(why)) && !closed) {
            LOG.warn("{}: not ready: {}", id, why);
        }
        trouble = Optional.of(why);
    }

    /** Something happened that may tell of more. */
    synchronized void askSoon() {
        if (intervalMillis > 0) {
            askIn(SOONEST_MILLIS);
        }
    }

    private void askIn(long millis) {
        next.ifPresent(IoThread.Timer::cancel);
        next = Optional.empty();
        if (closed || millis == 0) {
            return;
        }
        try {
            next = Optional.of(clock.schedule(this::due, TimeUnit.MILLISECONDS.toNanos(millis)));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: its loop has ended", id, e);
        }
    }

    /** Without probes the only way to learn more is the next mail. */
    private synchronized void due() {
        if (closed) {
            return;
        } else if (intervalMillis > 0) {
            probe.run();
        } else {
            trouble = Optional.empty();
        }
    }

    synchronized void close() {
        closed = true;
        next.ifPresent(IoThread.Timer::cancel);
        next = Optional.empty();
    }
}
