package io.awd.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.iothread.IoThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a clock that only the test moves. */
class AlarmsTest {
    private final List<String> ran = new ArrayList<>();
    private long now;
    private boolean inThread = true;
    private final Alarms alarms = new Alarms(() -> now, () -> inThread);

    private IoThread.Alarm alarm(String name) {
        return alarms.add(() -> ran.add(name));
    }

    private List<String> ranAt(long time) {
        now = time;
        ran.clear();
        alarms.run();
        return ran;
    }

    @Test
    void runsWhatIsDueInTheOrderOfItsTime() {
        alarm("late").set(30);
        alarm("early").set(10);
        alarm("same, set later").set(10);

        assertThat(alarms.next()).isEqualTo(10);
        assertThat(ranAt(9)).isEmpty();
        assertThat(ranAt(10)).containsExactly("early", "same, set later");
        assertThat(ranAt(29)).isEmpty();
        assertThat(ranAt(40)).containsExactly("late");
        assertThat(alarms.next()).isEqualTo(Alarms.NEVER);
    }

    @Test
    void isMovedEarlierAndLater() {
        IoThread.Alarm moved = alarm("moved");
        alarm("other").set(20);

        moved.set(30);
        moved.set(10);
        assertThat(ranAt(15)).containsExactly("moved");

        moved.set(1);
        moved.set(100);
        assertThat(ranAt(20)).containsExactly("other");
        assertThat(ranAt(114)).isEmpty();
        assertThat(ranAt(115)).containsExactly("moved");
    }

    @Test
    void aDelayThatIsOverRunsNext() {
        alarm("a").set(-5);
        alarm("never in our time").set(Long.MAX_VALUE);

        assertThat(ranAt(0)).containsExactly("a");
    }

    @Test
    void whatIsCancelledDoesNotRun() {
        IoThread.Alarm cancelled = alarm("cancelled");
        IoThread.Alarm again = alarm("again");
        cancelled.cancel();
        cancelled.set(10);
        again.set(10);
        cancelled.cancel();
        cancelled.cancel();
        again.cancel();
        again.set(20);

        assertThat(ranAt(10)).isEmpty();
        assertThat(ranAt(20)).containsExactly("again");
    }

    @Test
    void aTaskMaySetItselfAndCancelOthersThatAreDue() {
        IoThread.Alarm victim = alarm("victim");
        IoThread.Alarm[] self = new IoThread.Alarm[1];
        self[0] = alarms.add(() -> {
            ran.add("self");
            victim.cancel();
            self[0].set(10);
        });
        self[0].set(5);
        victim.set(5);

        assertThat(ranAt(5)).containsExactly("self");
        assertThat(ranAt(15)).containsExactly("self");
        assertThat(ranAt(24)).isEmpty();
    }

    /** Else it would hold up what arrives. */
    @Test
    void aTaskThatSetsItselfAtOnceWaitsForTheNextPass() {
        IoThread.Alarm[] self = new IoThread.Alarm[1];
        self[0] = alarms.add(() -> {
            ran.add("self");
            self[0].set(0);
        });
        self[0].set(0);

        assertThat(ranAt(0)).containsExactly("self");
        assertThat(ranAt(0)).containsExactly("self");
    }

    @Test
    void whatATaskThrowsCostsNoOther() {
        alarms.add(() -> {
            throw new IllegalStateException("as the test wants it");
        }).set(1);
        alarms.add(() -> {
            throw new AssertionError("as the test wants it");
        }).set(1);
        alarm("next").set(1);

        assertThat(ranAt(1)).containsExactly("next");
    }

    @Test
    void anotherThreadIsRefused() {
        IoThread.Alarm mine = alarm("mine");
        inThread = false;

        assertThatThrownBy(() -> mine.set(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mine::cancel).isInstanceOf(IllegalStateException.class);
    }

    /** Whatever is set, moved, cancelled and run: the same as a list that is searched. */
    @Test
    void behavesLikeAList() {
        Random random = new Random(4711);
        int count = 200;
        Optional<Long>[] expected = list(count);
        List<IoThread.Alarm> all = IntStream.range(0, count).mapToObj(i -> alarm(String.valueOf(i))).toList();
        for (int step = 0; step < 50_000; step++) {
            int which = random.nextInt(count);
            switch (random.nextInt(4)) {
                case 0 -> {
                    all.get(which).cancel();
                    expected[which] = Optional.empty();
                }
                case 1 -> {
                    long time = now + random.nextInt(20);
                    assertThat(ranAt(time)).isEqualTo(due(expected, time));
                }
                default -> {
                    // a time of its own for each, so that the list needs no order of setting
                    long at = now + random.nextInt(1000) * (long) count;
                    at += count - at % count + which;
                    all.get(which).set(at - now);
                    expected[which] = Optional.of(at);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<Long>[] list(int count) {
        return IntStream.range(0, count).mapToObj(i -> Optional.<Long>empty()).toArray(Optional[]::new);
    }

    private static List<String> due(Optional<Long>[] expected, long time) {
        List<Integer> due = IntStream.range(0, expected.length).boxed().filter(i -> expected[i].isPresent() && expected[i].get() <= time)
                .sorted(Comparator.comparing(i -> expected[i].get())).toList();
        due.forEach(i -> expected[i] = Optional.empty());
        return due.stream().map(String::valueOf).toList();
    }
}
