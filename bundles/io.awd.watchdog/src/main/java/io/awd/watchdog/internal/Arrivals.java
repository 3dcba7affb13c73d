package io.awd.watchdog.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * What arrived from the peer: how many messages, when the last one, in which intervals. All that a message leaves behind stands in this one object, since among
 * thousands of peers each further one is memory that the processor does not have at hand. Written by its watchdog's io thread alone, read from anywhere.
 */
final class Arrivals {
    /** Who is told of each message. */
    interface Ear {
        /** One came so many ns after the one before. */
        void heard(long interval);
    }

    /** While all is well a message means nothing to anybody. */
    static final Ear NOBODY = interval -> { };
    private static final VarHandle MESSAGES;
    private static final VarHandle BYTES;
    private static final VarHandle LAST_HEARD;
    private static final VarHandle LONGEST;
    private static final VarHandle RECENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MESSAGES = lookup.findVarHandle(Arrivals.class, "messages", long.class);
            BYTES = lookup.findVarHandle(Arrivals.class, "bytes", long.class);
            LAST_HEARD = lookup.findVarHandle(Arrivals.class, "lastHeard", long.class);
            LONGEST = lookup.findVarHandle(Arrivals.class, "longest", long.class);
            RECENT = lookup.findVarHandle(Arrivals.class, "recent", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long MICRO = 1000;
    private static final long MILLI = 1_000_000;
    private static final long NOTHING_YET = -1;
    private static final long NONE = Long.MIN_VALUE;
    private static final int MOST = 0xFFFF;
    /** All opaque, since a fence for each message would cost more than the rest. */
    private long messages;
    private long bytes;
    private long lastHeard;
    /** The interval that left the smallest margin, as if the timeout had always been what it is now. */
    private long longest = NONE;
    /** In each half a bucket and how many intervals of it {@link #intervals} does not hold yet. A steady peer's fall into one bucket, or two beside each other. */
    private long recent = NOTHING_YET;
    /** 2 KB; made when they are of three buckets for the first time. */
    private volatile int[] intervals = Intervals.NONE;
    private final LongSupplier clock;
    private Ear ear = NOBODY;

    /** @param clock monotonic, ns; until a message comes the silence counts from now */
    Arrivals(LongSupplier clock) {
        this.clock = clock;
        lastHeard = clock.getAsLong();
    }

    /** From now on this one alone is told. */
    void tell(Ear who) {
        ear = who;
    }

    /** A message of so many bytes came. */
    void message(int length) {
        long now = clock.getAsLong();
        long interval = now - lastHeard;
        MESSAGES.setOpaque(this, messages + 1);
        BYTES.setOpaque(this, bytes + length);
        LAST_HEARD.setOpaque(this, now);
        if (recent == NOTHING_YET) {
            RECENT.setOpaque(this, 0L);
        } else {
            count(Intervals.bucket(interval / MICRO));
            if (interval > longest) {
                LONGEST.setOpaque(this, interval);
            }
        }
        ear.heard(interval);
    }

    /** The timeout is longer by so many ns than it was; the smallest margin stays. */
    void timeoutGrows(long nanos) {
        if (longest != NONE) {
            LONGEST.setOpaque(this, longest + nanos);
        }
    }

    /** While the bucket is one of the last two the array, which is memory elsewhere, is not touched. */
    private void count(int bucket) {
        long now = recent;
        int last = (int) (now >>> Integer.SIZE);
        int before = (int) now;
        if (bucket == bucket(last) && times(last) < MOST) {
            RECENT.setOpaque(this, now + (1L << Integer.SIZE));
        } else if (bucket == bucket(before) && times(before) < MOST) {
            RECENT.setOpaque(this, now + 1);
        } else {
            store(before);
            RECENT.setOpaque(this, (long) (bucket << Short.SIZE | 1) << Integer.SIZE | last);
        }
    }

    private static int bucket(int half) {
        return half >>> Short.SIZE;
    }

    private static int times(int half) {
        return half & MOST;
    }

    private void store(int half) {
        if (times(half) > 0) {
            int[] counts = intervals == Intervals.NONE ? Intervals.counts() : intervals;
            Intervals.add(counts, bucket(half), times(half));
            intervals = counts;
        }
    }

    /** How many messages came. */
    long messages() {
        return (long) MESSAGES.getOpaque(this);
    }

    /** How many bytes came with them. */
    long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /** When the last one came (monotonic, ns). */
    long lastHeard() {
        return (long) LAST_HEARD.getOpaque(this);
    }

    /** A percentile of the time between two messages in ms. */
    Optional<Double> interval(double percentile) {
        int[] before = intervals;
        long both = (long) RECENT.getOpaque(this);
        if (both == NOTHING_YET || both == 0) {
            return Optional.empty();
        }
        int last = (int) (both >>> Integer.SIZE);
        int[] all = before == Intervals.NONE ? Intervals.counts() : before.clone();
        Intervals.add(all, bucket(last), times(last));
        Intervals.add(all, bucket((int) both), times((int) both));
        return Optional.of(Intervals.percentile(all, percentile) / 1000.0);
    }

    /** The least that was left of the timeout (ms) when a message came, in ms; negative when it came too late. */
    Optional<Long> smallestMargin(long timeout) {
        long nanos = (long) LONGEST.getOpaque(this);
        return nanos == NONE ? Optional.empty() : Optional.of((timeout * MILLI - nanos) / MILLI);
    }

    void each(BiConsumer<String, Long> to) {
        to.accept("messages", messages());
        to.accept("bytes", bytes());
    }

    void load(Map<String, String> memento) {
        MESSAGES.setOpaque(this, Counters.number(memento, "messages"));
        BYTES.setOpaque(this, Counters.number(memento, "bytes"));
    }
}
