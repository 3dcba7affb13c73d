package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Sends pulses in their interval. Keeps the rhythm, but never catches up after a stall. Its timer runs even if nothing is to be sent: it tells
 * when we ran late. On the io thread only.
 */
final class Pulses {
    private static final long MILLI = 1_000_000L;
    private final IoThread thread;
    private final LongSupplier clock;
    private final List<Heartbeat> paths;
    private final Counters counters;
    private final LongConsumer ran;
    private Optional<IoThread.Timer> timer = Optional.empty();
    private boolean on;
    private boolean running;
    private long interval;
    private long next;

    /** @param ran is told when (ns) each round was due, as it begins */
    Pulses(IoThread thread, LongSupplier clock, List<Heartbeat> paths, Counters counters, LongConsumer ran) {
        this.thread = thread;
        this.clock = clock;
        this.paths = paths;
        this.counters = counters;
        this.ran = ran;
    }

    /** From now on. */
    void set(boolean send, long intervalMillis) {
        stop();
        on = send;
        running = true;
        interval = intervalMillis * MILLI;
        next = clock.getAsLong() + interval;
        timer = Optional.of(thread.schedule(this::due, interval));
    }

    void stop() {
        running = false;
        timer.ifPresent(IoThread.Timer::cancel);
        timer = Optional.empty();
    }

    boolean running() {
        return running;
    }

    private void due() {
        if (!running) {
            return;
        }
        ran.accept(next);
        paths.forEach(this::send);
        long now = clock.getAsLong();
        next += interval;
        if (next - now <= 0) {
            next = now + interval;
        }
        timer = Optional.of(thread.schedule(this::due, next - now));
    }

    /** One on one path. */
    void send(Heartbeat path) {
        if (on && running && path.wantsPulse()) {
            counters.pulse(path.pulse());
        }
    }
}
