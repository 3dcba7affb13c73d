package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final long MILLI = 1_000_000;
    private static final long TIMEOUT = 1000;
    private long now = 5;
    private Arrivals arrivals = new Arrivals(now);

    private void after(long millis) {
        now += millis * MILLI;
        arrivals.arrived(28, now);
    }

    /** However long a run of like intervals is kept aside, what is read is what counting each at once would give. */
    @Property
    void nothingIsLostBetweenRunAndArray(@ForAll @Size(min = 1, max = 60) List<@LongRange(min = 0, max = 5000) Long> intervals) {
        // one instance serves all tries
        arrivals = new Arrivals(now);
        int[] counts = Intervals.counts();
        after(7);
        for (long interval : intervals) {
            after(interval);
            Intervals.add(counts, Intervals.bucket(interval * 1000), 1);
            for (double percent : new double[] {1, 50, 99, 100}) {
                assertThat(arrivals.interval(percent)).contains(Intervals.percentile(counts, percent) / 1000.0);
            }
        }
        assertThat(arrivals.messages()).isEqualTo(intervals.size() + 1);
        assertThat(arrivals.bytes()).isEqualTo(28L * (intervals.size() + 1));
        assertThat(arrivals.lastHeard()).isEqualTo(now);
        assertThat(arrivals.smallestMargin(TIMEOUT)).contains(1000 - intervals.stream().mapToLong(Long::longValue).max().orElseThrow());
    }

    /** A run is longer than what is kept aside of it. */
    @Test
    void aSteadyPeerIsCountedToo() {
        for (int i = 0; i < 2_500_000; i++) {
            after(50);
        }
        for (int i = 0; i < 2_500_000; i++) {
            after(1);
        }
        assertThat(arrivals.interval(49)).hasValueSatisfying(ms -> assertThat(ms).isBetween(1.0, 1.07));
        assertThat(arrivals.interval(51)).hasValueSatisfying(ms -> assertThat(ms).isBetween(50.0, 53.2));
    }

    /** Steady peers whose intervals fall into five buckets in turn, each for longer than its count can go. */
    @Test
    void noneOfManyIsLost() {
        long[] intervals = {1000, 3600, 50, 7200_000, 1};
        int[] counts = Intervals.counts();
        after(7);
        for (int run = 0; run < 3; run++) {
            for (long interval : intervals) {
                int times = 50_000 + 40_000 * run;
                for (int i = 0; i < times; i++) {
                    after(interval);
                }
                Intervals.add(counts, Intervals.bucket(interval * 1000), times);
            }
        }
        for (int tenth = 1; tenth <= 1000; tenth++) {
            assertThat(arrivals.interval(tenth / 10.0)).contains(Intervals.percentile(counts, tenth / 10.0) / 1000.0);
        }
    }

    @Test
    void theTimeBeforeTheFirstMessageIsNoInterval() {
        arrivals.load(Map.of("messages", "12", "bytes", "336"));
        after(5000);
        assertThat(arrivals.interval(100)).isEmpty();
        assertThat(arrivals.smallestMargin(TIMEOUT)).isEmpty();
        assertThat(arrivals.messages()).isEqualTo(13);
        assertThat(arrivals.bytes()).isEqualTo(364);
    }

    /** What came too late for its timeout is seen, and another timeout later does not change what was. */
    @Test
    void aMarginIsThatOfTheTimeoutThen() {
        after(1);
        after(1200);
        assertThat(arrivals.smallestMargin(TIMEOUT)).contains(-200L);
        arrivals.timeoutGrows(4000 * MILLI);
        assertThat(arrivals.smallestMargin(5000)).contains(-200L);
        after(5300);
        assertThat(arrivals.smallestMargin(5000)).contains(-300L);
        arrivals.timeoutGrows(-4500 * MILLI);
        after(400);
        assertThat(arrivals.smallestMargin(500)).contains(-300L);
    }

    @Test
    void onlyWhoAsksIsTold() {
        List<Long> told = new ArrayList<>();
        after(1);
        arrivals.tell(told::add);
        after(30);
        after(40);
        arrivals.tell(Arrivals.NOBODY);
        after(50);
        assertThat(told).containsExactly(30 * MILLI, 40 * MILLI);
    }
}
