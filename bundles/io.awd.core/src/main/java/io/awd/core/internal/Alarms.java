package io.awd.core.internal;

import io.awd.api.iothread.IoThread;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alarms of one loop that are set: a heap in which each knows its place, the next one on top. On the loop's thread only. */
final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger("awd.iothread");
    /** What {@link #next} says when none is set. */
    static final long NEVER = Long.MAX_VALUE;
    private static final int NOWHERE = -1;
    private final LongSupplier clock;
    private final BooleanSupplier inThread;
    private Alarm[] heap = new Alarm[16];
    private int size;
    private long turns;

    /** @param clock monotonic, ns, from near 0 */
    Alarms(LongSupplier clock, BooleanSupplier inThread) {
        this.clock = clock;
        this.inThread = inThread;
    }

    /** One that is not set. Any thread. */
    IoThread.Alarm add(Runnable task) {
        return new Alarm(task);
    }

    /** When the next one is due, of the clock given. */
    long next() {
        return size == 0 ? NEVER : heap[0].at;
    }

    /** Runs what is due by now. What is set meanwhile waits for the next call, so that a task which sets itself at once cannot hold up the loop. */
    void run() {
        if (size == 0) {
            return;
        }
        long now = clock.getAsLong();
        long last = turns;
        while (size > 0 && heap[0].at <= now && heap[0].turn <= last) {
            Alarm due = heap[0];
            remove(due);
            try {
                due.task.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("a timer's task failed", e);
            }
        }
    }

    private final class Alarm implements IoThread.Alarm {
        private final Runnable task;
        private long at;
        private long turn;
        private int place = NOWHERE;

        Alarm(Runnable task) {
            this.task = task;
        }

        @Override
        public void set(long delayNanos) {
            check();
            at = clock.getAsLong() + Math.min(Math.max(0, delayNanos), NEVER / 2);
            turn = ++turns;
            if (place == NOWHERE) {
                append(this);
            } else {
                settle(place);
            }
        }

        @Override
        public void cancel() {
            check();
            if (place != NOWHERE) {
                remove(this);
            }
        }

        private void check() {
            if (!inThread.getAsBoolean()) {
                throw new IllegalStateException("not on the alarm's io thread");
            }
        }

        /** What is due at the same time runs in the order it was set. */
        boolean isBefore(Alarm other) {
            return at != other.at ? at < other.at : turn < other.turn;
        }
    }

    // ---- the heap

    private void append(Alarm alarm) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        put(alarm, size++);
        settle(alarm.place);
    }

    private void remove(Alarm alarm) {
        int hole = alarm.place;
        Alarm moved = heap[--size];
        heap[size] = null;
        alarm.place = NOWHERE;
        if (moved != alarm) {
            put(moved, hole);
            settle(hole);
        }
    }

    private void put(Alarm alarm, int place) {
        heap[place] = alarm;
        alarm.place = place;
    }

    /** Lets the alarm at a place rise or sink to where it belongs. */
    private void settle(int from) {
        Alarm alarm = heap[from];
        int place = from;
        for (int parent = (place - 1) >> 1; place > 0 && alarm.isBefore(heap[parent]); parent = (place - 1) >> 1) {
            put(heap[parent], place);
            place = parent;
        }
        for (int child = firstChild(place); child < size && heap[child].isBefore(alarm); child = firstChild(place)) {
            put(heap[child], place);
            place = child;
        }
        put(alarm, place);
    }

    /** The one of its children that is due first; not below {@link #size}: it has none. */
    private int firstChild(int place) {
        int left = 2 * place + 1;
        return left + 1 < size && heap[left + 1].isBefore(heap[left]) ? left + 1 : left;
    }
}
