package io.awd.watchdog.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a watchdog counts. Written by its io thread alone, read from anywhere. */
final class Counters {
    private static final VarHandle MESSAGES;
    private static final VarHandle BYTES;
    private static final VarHandle MARGIN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MESSAGES = lookup.findVarHandle(Counters.class, "messages", long.class);
            BYTES = lookup.findVarHandle(Counters.class, "bytes", long.class);
            MARGIN = lookup.findVarHandle(Counters.class, "margin", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long MICRO = 1000;
    /** Opaque, since these are on the way of each message. */
    private long messages;
    private long bytes;
    private long margin = Long.MAX_VALUE;
    /** 2 KB; made with the second message, so that ten thousand silent watchdogs need none. */
    private volatile int[] intervals = Intervals.NONE;
    private boolean first = true;
    volatile long pulsesSent;
    volatile long pulsesDropped;
    volatile long repliesSent;
    volatile long repliesDropped;
    volatile long framesRefused;
    volatile long expiries;
    volatile long recoveries;
    volatile long stalls;
    volatile long lastStall;

    void message(int length) {
        MESSAGES.setOpaque(this, messages + 1);
        BYTES.setOpaque(this, bytes + length);
    }

    /** The time since the message before. */
    void interval(long nanos, long timeoutNanos) {
        if (first) {
            first = false;
            return;
        }
        int[] counts = intervals;
        if (counts == Intervals.NONE) {
            counts = Intervals.counts();
            intervals = counts;
        }
        Intervals.record(counts, nanos / MICRO);
        if (timeoutNanos - nanos < margin) {
            MARGIN.setOpaque(this, timeoutNanos - nanos);
        }
    }

    void pulse(boolean sent) {
        if (sent) {
            pulsesSent++;
        } else {
            pulsesDropped++;
        }
    }

    void reply(boolean sent) {
        if (sent) {
            repliesSent++;
        } else {
            repliesDropped++;
        }
    }

    long messages() {
        return (long) MESSAGES.getOpaque(this);
    }

    long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /** A percentile of the time between two messages in ms. */
    Optional<Double> interval(double percentile) {
        int[] counts = intervals;
        return counts == Intervals.NONE ? Optional.empty() : Optional.of(Intervals.percentile(counts, percentile) / 1000.0);
    }

    /** In ms. */
    Optional<Long> smallestMargin() {
        long nanos = (long) MARGIN.getOpaque(this);
        return nanos == Long.MAX_VALUE ? Optional.empty() : Optional.of(nanos / 1_000_000);
    }

    void save(Map<String, String> memento) {
        each((name, value) -> memento.put(name, String.valueOf(value)));
    }

    private void each(BiConsumer<String, Long> to) {
        to.accept("messages", messages());
        to.accept("bytes", bytes());
        to.accept("pulses_sent", pulsesSent);
        to.accept("pulses_dropped", pulsesDropped);
        to.accept("replies_sent", repliesSent);
        to.accept("replies_dropped", repliesDropped);
        to.accept("frames_refused", framesRefused);
        to.accept("expiries", expiries);
        to.accept("recoveries", recoveries);
        to.accept("stalls", stalls);
    }

    void load(Map<String, String> memento) {
        MESSAGES.setOpaque(this, number(memento, "messages"));
        BYTES.setOpaque(this, number(memento, "bytes"));
        pulsesSent = number(memento, "pulses_sent");
        pulsesDropped = number(memento, "pulses_dropped");
        repliesSent = number(memento, "replies_sent");
        repliesDropped = number(memento, "replies_dropped");
        framesRefused = number(memento, "frames_refused");
        expiries = number(memento, "expiries");
        recoveries = number(memento, "recoveries");
        stalls = number(memento, "stalls");
    }

    private static long number(Map<String, String> memento, String name) {
        return Long.parseLong(memento.getOrDefault(name, "0"));
    }
}
