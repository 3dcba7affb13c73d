package io.awd.notifier.hmp.internal;

import io.awd.api.iothread.IoThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A loop that runs in its caller, with a clock that the test moves on. */
final class FakeIoThread implements IoThread {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Runnable> afterReads = new ArrayDeque<>();
    private final List<Pending> timers = new ArrayList<>();
    private long now = 1_000_000_000L;
    private boolean running;

    private record Pending(Runnable task, long when) implements Comparable<Pending> {
        @Override
        public int compareTo(Pending other) {
            return Long.compare(when, other.when);
        }
    }

    long nanoTime() {
        return now;
    }

    /** Timers that are to run. */
    int timers() {
        return timers.size();
    }

    /** Moves the clock without letting the loop run: it is late. */
    void stall(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void advance(long millis) {
        long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
        Optional<Pending> due = due(end);
        while (due.isPresent()) {
            timers.remove(due.get());
            now = Math.max(now, due.get().when());
            execute(due.get().task());
            due = due(end);
        }
        now = end;
    }

    private Optional<Pending> due(long end) {
        return timers.stream().filter(timer -> timer.when() <= end).min(Comparator.naturalOrder());
    }

    @Override
    public String id() {
        return "default";
    }

    @Override
    public boolean inThread() {
        return running;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (running) {
            return;
        }
        running = true;
        try {
            while (!tasks.isEmpty() || !afterReads.isEmpty()) {
                (tasks.isEmpty() ? afterReads : tasks).remove().run();
            }
        } finally {
            running = false;
        }
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Pending pending = new Pending(task, now + delayNanos);
        timers.add(pending);
        return () -> timers.remove(pending);
    }

    @Override
    public Alarm alarm(Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void afterReads(Runnable task) {
        if (!running) {
            throw new IllegalStateException("not on the io thread");
        }
        afterReads.add(task);
    }

    @Override
    public <T> T adapt(Class<T> type) {
        throw new UnsupportedOperationException();
    }
}
