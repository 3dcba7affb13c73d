package io.awd.watchdog.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What arrived from the peer: how many messages, when the last one, in which intervals. All that a message leaves behind stands here, and a path to a peer is
 * one of these ({@link Heartbeat}), since among thousands of peers each further object is memory that the processor does not have at hand. Written by its
 * watchdog's io thread alone, read from anywhere.
 */
class Arrivals {
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
    private static final VarHandle EARLIER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MESSAGES = lookup.findVarHandle(Arrivals.class, "messages", long.class);
            BYTES = lookup.findVarHandle(Arrivals.class, "bytes", long.class);
            LAST_HEARD = lookup.findVarHandle(Arrivals.class, "lastHeard", long.class);
            LONGEST = lookup.findVarHandle(Arrivals.class, "longest", long.class);
            RECENT = lookup.findVarHandle(Arrivals.class, "recent", long.class);
            EARLIER = lookup.findVarHandle(Arrivals.class, "earlier", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long MICRO = 1000;
    private static final long MILLI = 1_000_000;
    private static final long NOTHING_YET = -1;
    private static final long NONE = Long.MIN_VALUE;
    private static final int MOST = 0xFFFF;
    /**
     * Written plainly and read opaquely: the first compiler makes a full fence of each opaque store, and those of one message cost more than all the rest. That
     * other threads see whole numbers (of a witness they ask when it was last heard) is so on a 64-bit virtual machine, which stores a long at once.
     */
    private long messages;
    private long bytes;
    private long lastHeard;
    /** The interval that left the smallest margin, as if the timeout had always been what it is now. */
    private long longest = NONE;
    /** In each half a bucket and how many intervals of it {@link #intervals} does not hold yet, the newer one in the upper. A steady peer's fall into a few. */
    private long recent = NOTHING_YET;
    /** Two more, older than those. */
    private long earlier;
    /** 2 KB; made when there is the first that does not fit in there. */
    private volatile int[] intervals = Intervals.NONE;
    private Ear ear = NOBODY;

    /** @param now monotonic, ns; until a message comes the silence counts from then */
    Arrivals(long now) {
        lastHeard = now;
    }

    /** From now on this one alone is told. */
    final void tell(Ear who) {
        ear = who;
    }

    /** A message of so many bytes came now (monotonic, ns). */
    final void arrived(int length, long now) {
        long interval = now - lastHeard;
        messages++;
        bytes += length;
        lastHeard = now;
        if (recent == NOTHING_YET) {
            recent = 0;
        } else {
            count(Intervals.bucket(interval / MICRO));
            if (interval > longest) {
                longest = interval;
            }
        }
        ear.heard(interval);
    }

    /** The timeout is longer by so many ns than it was; the smallest margin stays. */
    final void timeoutGrows(long nanos) {
        if (longest != NONE) {
            longest += nanos;
        }
    }

    /** While the bucket is one of the last four the array, which is memory elsewhere, is not touched. */
    private void count(int bucket) {
        long now = recent;
        if (is(bucket, now >>> Integer.SIZE)) {
            recent = now + (1L << Integer.SIZE);
        } else if (is(bucket, now)) {
            recent = now + 1;
        } else {
            countEarlier(bucket);
        }
    }

    private void countEarlier(int bucket) {
        long now = recent;
        long before = earlier;
        if (is(bucket, before >>> Integer.SIZE)) {
            earlier = before + (1L << Integer.SIZE);
        } else if (is(bucket, before)) {
            earlier = before + 1;
        } else {
            store(before);
            earlier = now << Integer.SIZE | before >>> Integer.SIZE;
            recent = (long) (bucket << Short.SIZE | 1) << Integer.SIZE | now >>> Integer.SIZE;
        }
    }

    /** Whether the lower half is of that bucket and not full. */
    private static boolean is(int bucket, long half) {
        return bucket == bucket(half) && times(half) < MOST;
    }

    private static int bucket(long half) {
        return (int) half >>> Short.SIZE;
    }

    private static int times(long half) {
        return (int) half & MOST;
    }

    private void store(long half) {
        if (times(half) > 0) {
            int[] counts = intervals == Intervals.NONE ? Intervals.counts() : intervals;
            Intervals.add(counts, bucket(half), times(half));
            intervals = counts;
        }
    }

    /** How many messages came. */
    final long messages() {
        return (long) MESSAGES.getOpaque(this);
    }

    /** How many bytes came with them. */
    final long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /** When the last one came (monotonic, ns). */
    final long lastHeard() {
        return (long) LAST_HEARD.getOpaque(this);
    }

    /** A percentile of the time between two messages in ms. */
    final Optional<Double> interval(double percentile) {
        int[] before = intervals;
        long old = (long) EARLIER.getOpaque(this);
        long now = (long) RECENT.getOpaque(this);
        if (now == NOTHING_YET || now == 0) {
            return Optional.empty();
        }
        int[] all = before == Intervals.NONE ? Intervals.counts() : before.clone();
        for (long half : new long[] {old, old >>> Integer.SIZE, now, now >>> Integer.SIZE}) {
            Intervals.add(all, bucket(half), times(half));
        }
        return Optional.of(Intervals.percentile(all, percentile) / 1000.0);
    }

    /** The least that was left of the timeout (ms) when a message came, in ms; negative when it came too late. */
    final Optional<Long> smallestMargin(long timeout) {
        long nanos = (long) LONGEST.getOpaque(this);
        return nanos == NONE ? Optional.empty() : Optional.of((timeout * MILLI - nanos) / MILLI);
    }

    final void each(BiConsumer<String, Long> to) {
        to.accept("messages", messages());
        to.accept("bytes", bytes());
    }

    final void load(Map<String, String> memento) {
        messages = Counters.number(memento, "messages");
        bytes = Counters.number(memento, "bytes");
    }
}
