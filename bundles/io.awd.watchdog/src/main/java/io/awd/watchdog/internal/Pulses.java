package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Sends pulses in their interval. Keeps the rhythm, but never catches up after a stall. Its timer runs even if nothing is to be sent: it tells
 * when we ran late. On the io thread only.
 */
final class Pulses {
    private static final long MILLI = 1_000_000L;
    private final IoThread.Alarm alarm;
    private final LongSupplier clock;
    private final List<Heartbeat> paths;
    private final Counters counters;
    private final LongConsumer ran;
    private boolean on;
    private boolean running;
    private long interval;
    private long next;

    /** @param ran is told when (ns) each round was due, as it begins */
    Pulses(IoThread thread, LongSupplier clock, List<Heartbeat> paths, Counters counters, LongConsumer ran) {
        this.alarm = thread.alarm(this::due);
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
        alarm.set(interval);
    }

    void stop() {
        running = false;
        alarm.cancel();
    }

    boolean running() {
        return running;
    }

    private void due() {
        if (!running) {
            return;
        }
        ran.accept(next);
        for (int i = 0; i < paths.size(); i++) {
            // no iterator: a pulse makes no object
            send(paths.get(i));
        }
        long now = clock.getAsLong();
        next += interval;
        if (next - now <= 0) {
            next = now + interval;
        }
        alarm.set(next - now);
    }

    /** One on one path. */
    void send(Heartbeat path) {
        if (on && running && path.wantsPulse()) {
            counters.pulse(path.pulse());
        }
    }
}
