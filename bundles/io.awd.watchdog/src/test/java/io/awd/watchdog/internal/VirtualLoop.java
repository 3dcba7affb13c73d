package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** An io thread on a clock that only the test moves. What the test queues as unread is read when the loop polls, as on a real one. */
final class VirtualLoop implements IoThread {
    /** Like the real one it is moved without making anything. */
    private final class Task implements Alarm, Timer {
        private final Runnable what;
        private long at;
        private long order;

        Task(Runnable what) {
            this.what = what;
        }

        @Override
        public void set(long delayNanos) {
            timers.remove(this);
            at = now + Math.max(0, delayNanos);
            order = ++orders;
            timers.add(this);
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }

        long at() {
            return at;
        }

        long order() {
            return order;
        }
    }

    private final PriorityQueue<Task> timers = new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final Deque<Runnable> unread = new ArrayDeque<>();
    private long now = 1_000_000_000_000L;
    private long orders;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean held;

    long now() {
        return now;
    }

    /** Bytes that lie in the kernel until the loop polls. */
    void arrives(Runnable delivery) {
        unread.add(delivery);
    }

    private void poll() {
        while (!unread.isEmpty()) {
            unread.poll().run();
        }
    }

    /** Lets time pass; timers run when they are due. */
    void pass(long millis) {
        long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
        poll();
        while (!timers.isEmpty() && timers.peek().at <= end) {
            Task task = timers.poll();
            now = Math.max(now, task.at);
            poll();
            task.what.run();
        }
        now = end;
    }

    /** Lets time pass without running anything, as a stopped process. Then the timers run first, before anything is read. */
    void freeze(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        List<Task> due = new ArrayList<>();
        while (!timers.isEmpty() && timers.peek().at <= now) {
            due.add(timers.poll());
        }
        due.forEach(task -> task.what.run());
        poll();
    }

    /** It is busy with something else for now: what it is given waits. */
    void hold() {
        held = true;
    }

    void goOn() {
        held = false;
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    int timers() {
        return timers.size();
    }

    @Override
    public String id() {
        return "virtual";
    }

    @Override
    public boolean inThread() {
        return !held;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        if (!held) {
            goOn();
        }
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        Task timer = new Task(task);
        timer.set(delayNanos);
        return timer;
    }

    @Override
    public Alarm alarm(Runnable task) {
        return new Task(task);
    }

    @Override
    public void afterReads(Runnable task) {
        poll();
        task.run();
    }

    @Override
    public <T> T adapt(Class<T> type) {
        throw new IllegalArgumentException(type.getName());
    }
}
