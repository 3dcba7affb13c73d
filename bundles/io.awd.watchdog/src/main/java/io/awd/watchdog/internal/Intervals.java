package io.awd.watchdog.internal;

import java.util.Arrays;

/**
 * How often which time between two messages was seen: counts in buckets of a sixteenth of a power of two, so that a value read is at most 6 % too large, up to
 * an hour in 2 KB. The counts are a bare array. One thread writes, any reads, roughly.
 */
final class Intervals {
    /** None seen yet. */
    static final int[] NONE = new int[0];
    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int STEPS = 16;
    private static final int STEP_BITS = 4;

    private Intervals() {
    }

    /** Room for counts. */
    static int[] counts() {
        return new int[bucket(LONGEST_MICROS) + 1];
    }

    /** Counts so many times of one bucket. */
    static void add(int[] counts, int bucket, int times) {
        if (counts[bucket] > Integer.MAX_VALUE - times) {
            halve(counts);
        }
        counts[bucket] += times;
    }

    /** After years of the same interval the shape stays, and the older half of it counts less. */
    private static void halve(int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] >>= 1;
        }
    }

    /** The time in microseconds that so many percent of all do not exceed, rounded up to its bucket's end; 0 when none was seen. */
    static long percentile(int[] counts, double percent) {
        long all = Arrays.stream(counts).asLongStream().sum();
        long wanted = Math.max(1, (long) Math.ceil(all * percent / 100));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return last(i);
            }
        }
        return 0;
    }

    /**
     * Where a time is counted; below 0 counts as 0, what is longer than an hour as an hour. Below two times {@link #STEPS} each value has its own; from there
     * on a bucket is a sixteenth of a power of two.
     */
    static int bucket(long time) {
        long micros = Math.min(Math.max(0, time), LONGEST_MICROS);
        int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(micros | 1) - STEP_BITS);
        return shift * STEPS + (int) (micros >>> shift);
    }

    private static long last(int bucket) {
        int shift = Math.max(0, bucket / STEPS - 1);
        return ((long) (bucket - shift * STEPS) + 1 << shift) - 1;
    }
}
