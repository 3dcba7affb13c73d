package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.AwdException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Generated sequences of messages, silences, stalls of our own and reconnects: never a false alarm, never a missed one. */
class WhateverComesTest {
    private static final int TIMEOUT = 1000;

    /** What happens next, and for how many ms. */
    enum What { MESSAGE, SILENCE, STALL, STALL_WITH_UNREAD_MESSAGE, RECONNECT }

    record Step(What what, int millis) {
    }

    /** What an observer with a clock of his own knows. */
    private static final class Observer {
        private final Bench bench = new Bench("server=on,pulse_interval=600000,timeout=" + TIMEOUT);
        private final Watchdog watchdog;
        private final long start = bench.loop.now();
        private long heard = -1;
        private long stalled;
        private boolean fired;
        private int scripts;

        Observer() throws AwdException {
            watchdog = bench.open();
            bench.line.connect();
        }

        private long now() {
            return (bench.loop.now() - start) / 1_000_000;
        }

        void take(Step step) {
            switch (step.what()) {
                case MESSAGE -> message();
                case SILENCE -> silence(step.millis());
                case STALL -> stall(step.millis());
                case STALL_WITH_UNREAD_MESSAGE -> {
                    bench.loop.arrives(bench::pulseArrives);
                    bench.loop.freeze(step.millis());
                    checkNothingFired();
                    forget();
                }
                case RECONNECT -> {
                    bench.line.hangUp();
                    bench.line.connect();
                }
                default -> throw new IllegalStateException();
            }
        }

        private void message() {
            bench.pulseArrives();
            checkNothingFired();
            forget();
        }

        private void forget() {
            heard = now();
            stalled = 0;
            fired = false;
            assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        }

        private void checkNothingFired() {
            assertThat(bench.scripts).as("at %s ms, heard at %s, stalled %s", now(), heard, stalled).hasSize(scripts);
        }

        /** One ms at a time, so that the moment of an expiry is seen. */
        private void silence(int millis) {
            for (int i = 0; i < millis; i++) {
                bench.loop.pass(1);
                look();
            }
        }

        private void stall(int millis) {
            bench.loop.freeze(millis);
            if (!fired && heard >= 0) {
                stalled += millis;
            }
            look();
        }

        private void look() {
            if (bench.scripts.size() == scripts) {
                boolean due = heard >= 0 && !fired && now() - heard > 2 * TIMEOUT + stalled;
                assertThat(due).as("missed: now %s, heard at %s, stalled for %s", now(), heard, stalled).isFalse();
                boolean exactlyDue = heard >= 0 && !fired && stalled == 0 && now() - heard >= TIMEOUT;
                assertThat(exactlyDue).as("late: now %s, heard at %s", now(), heard).isFalse();
                return;
            }
            assertThat(fired).as("fired twice in one silence").isFalse();
            assertThat(heard).as("fired though nobody was ever heard").isNotNegative();
            assertThat(now() - heard).as("a false alarm").isGreaterThanOrEqualTo(TIMEOUT);
            assertThat(bench.scripts).hasSize(++scripts);
            fired = true;
        }
    }

    @Property(tries = 2000)
    void firesExactlyWhenItMust(@ForAll("sequences") List<Step> steps) throws AwdException {
        Observer observer = new Observer();
        steps.forEach(observer::take);
        if (observer.heard >= 0 && !observer.fired) {
            observer.silence((int) (2 * TIMEOUT + observer.stalled + 2));
            assertThat(observer.fired).as("a dead peer is found").isTrue();
        }
    }

    @Property(tries = 300)
    void aDeadPeerIsFoundUnderEndlessStalls(@ForAll @IntRange(min = 1, max = 400) int work, @ForAll @IntRange(min = 60, max = 400) int stall)
            throws AwdException {
        Observer observer = new Observer();
        observer.message();
        List<String> never = new ArrayList<>();
        for (int i = 0; i < 2000 && !observer.fired; i++) {
            observer.silence(work);
            observer.stall(stall);
            never.add("");
        }
        assertThat(observer.fired).as("after %s stalls", never.size()).isTrue();
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        Arbitrary<Step> message = Arbitraries.just(new Step(What.MESSAGE, 0));
        Arbitrary<Step> reconnect = Arbitraries.just(new Step(What.RECONNECT, 0));
        Arbitrary<Step> others = Combinators.combine(Arbitraries.of(What.SILENCE, What.SILENCE, What.STALL, What.STALL_WITH_UNREAD_MESSAGE),
                Arbitraries.integers().between(1, 3 * TIMEOUT)).as(Step::new);
        return Arbitraries.oneOf(message, message, reconnect, others, others).list().ofMaxSize(40);
    }
}
