package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The time until which the peer must be heard. A message costs a clock reading and two stores; one lazy timer, re-armed for what is left when it fires,
 * finds out that there was none. It is decided only after everything that had arrived by then has been read.
 * On the io thread only, but for {@link #lastHeard}.
 */
final class Deadline {
    private static final VarHandle LAST_HEARD;

    static {
        try {
            LAST_HEARD = MethodHandles.lookup().findVarHandle(Deadline.class, "lastHeard", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long LEAST_STALL = 50_000_000L;
    private final IoThread thread;
    private final LongSupplier clock;
    private final Runnable passed;
    private final LongConsumer stalled;
    private long lastHeard;
    private long timeout;
    private long notBefore;
    private long timerAt;
    private boolean stalledSinceMessage;
    private volatile boolean running;
    private Optional<IoThread.Timer> timer = Optional.empty();

    /**
     * @param clock monotonic, ns
     * @param passed called when the deadline has passed
     * @param stalled called with the length (ns) when we ran late ourselves
     */
    Deadline(IoThread thread, LongSupplier clock, long timeoutNanos, Runnable passed, LongConsumer stalled) {
        this.thread = thread;
        this.clock = clock;
        this.timeout = timeoutNanos;
        this.passed = passed;
        this.stalled = stalled;
    }

    /** The peer was heard just now. */
    void heard() {
        LAST_HEARD.setOpaque(this, clock.getAsLong());
        stalledSinceMessage = false;
    }

    /** Monotonic time of the last message; any thread. */
    long lastHeard() {
        return (long) LAST_HEARD.getOpaque(this);
    }

    /** What is left of it in ns, perhaps negative; empty when none runs. Any thread, roughly. */
    Optional<Long> left() {
        return running ? Optional.of(at() - clock.getAsLong()) : Optional.empty();
    }

    private long at() {
        long after = lastHeard() + timeout;
        return after - notBefore >= 0 ? after : notBefore;
    }

    /** Runs from the last message. */
    void start() {
        if (!running) {
            notBefore = lastHeard();
            stalledSinceMessage = false;
            arm();
        }
    }

    /** Runs from now, whenever the last message was. */
    void startAfresh() {
        notBefore = clock.getAsLong() + timeout;
        stalledSinceMessage = false;
        timer.ifPresent(IoThread.Timer::cancel);
        arm();
    }

    void stop() {
        running = false;
        timer.ifPresent(IoThread.Timer::cancel);
        timer = Optional.empty();
    }

    /** A new timeout counts from now. */
    void timeout(long nanos) {
        timeout = nanos;
        if (running) {
            startAfresh();
        }
    }

    private void arm() {
        running = true;
        timerAt = at();
        timer = Optional.of(thread.schedule(this::timerFired, timerAt - clock.getAsLong()));
    }

    private void timerFired() {
        if (!running) {
            return;
        }
        long now = clock.getAsLong();
        long late = now - timerAt;
        if (late > Math.max(LEAST_STALL, timeout / 10)) {
            blind(now, late);
        } else if (now - at() < 0) {
            arm();
        } else {
            thread.afterReads(this::decide);
        }
    }

    /** We ran late ourselves. The first stall since the last message gives a fresh deadline, a later one adds only its length, so that a dead peer is still found. */
    private void blind(long now, long late) {
        notBefore = stalledSinceMessage ? at() + late : now + timeout;
        stalledSinceMessage = true;
        arm();
        stalled.accept(late);
    }

    private void decide() {
        if (!running) {
            return;
        }
        if (clock.getAsLong() - at() < 0) {
            arm();
        } else {
            running = false;
            timer = Optional.empty();
            passed.run();
        }
    }
}
