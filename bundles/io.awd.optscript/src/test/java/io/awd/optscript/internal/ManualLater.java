package io.awd.optscript.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An executor that runs what was scheduled when the test says so, on the test's thread. */
final class ManualLater extends ScheduledThreadPoolExecutor {
    private final Deque<Task> waiting = new ArrayDeque<>();

    ManualLater() {
        super(0);
    }

    /** Runs what waits now, not what it schedules. */
    void look() {
        List<Task> now;
        synchronized (waiting) {
            now = new ArrayList<>(waiting);
            waiting.clear();
        }
        now.forEach(Task::run);
    }

    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Task task = new Task(command);
        synchronized (waiting) {
            waiting.add(task);
        }
        return task;
    }

    /** As on a real executor an exception stays in the future. */
    private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        Task(Runnable what) {
            super(what, null);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }
}
