package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalsTest {
    private static final long HOUR = 3_600_000_000L;

    private static void record(int[] counts, long micros) {
        Intervals.add(counts, Intervals.bucket(micros), 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 1000, 65_535, 65_536, 1_000_000, 4_294_967, HOUR - 1, HOUR})
    void aValueIsReadBackAtMostASixteenthTooLarge(long micros) {
        int[] counts = Intervals.counts();
        record(counts, micros);
        assertThat(Intervals.percentile(counts, 50)).isBetween(micros, micros + micros / 16);
    }

    @Test
    void whatIsOutOfRangeCountsAtItsEnd() {
        int[] counts = Intervals.counts();
        record(counts, -5);
        record(counts, Long.MAX_VALUE);
        assertThat(Intervals.percentile(counts, 1)).isZero();
        assertThat(Intervals.percentile(counts, 100)).isBetween(HOUR, HOUR + HOUR / 16);
        assertThat(Intervals.percentile(Intervals.NONE, 50)).isZero();
    }

    @Test
    void percentilesAreThoseOfTheSortedValues() {
        Random random = new Random(7);
        long[] values = random.doubles(10_001, 0, 21).mapToLong(power -> (long) Math.exp(power)).toArray();
        int[] counts = Intervals.counts();
        Arrays.stream(values).forEach(value -> record(counts, value));
        Arrays.sort(values);
        for (int percent : new int[] {1, 50, 90, 99, 100}) {
            long exact = values[Math.max(0, (int) Math.ceil(values.length * percent / 100.0) - 1)];
            assertThat(Intervals.percentile(counts, percent)).as("%d %%", percent).isBetween(exact, exact + exact / 16);
        }
    }

    /** A count never turns negative. */
    @Test
    void aFullCountHalvesAll() {
        int[] counts = Intervals.counts();
        record(counts, 5);
        record(counts, 5);
        record(counts, 7);
        counts[5] = Integer.MAX_VALUE;
        counts[7] = 1000;
        record(counts, 5);
        assertThat(counts[5]).isEqualTo((Integer.MAX_VALUE >> 1) + 1);
        assertThat(counts[7]).isEqualTo(500);
        assertThat(Intervals.percentile(counts, 50)).isEqualTo(5);
    }
}
