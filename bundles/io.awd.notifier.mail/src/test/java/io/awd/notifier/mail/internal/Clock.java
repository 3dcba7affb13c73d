package io.awd.notifier.mail.internal;

import io.awd.api.iothread.IoThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A loop that has timers. */
final class Clock implements IoThread, AutoCloseable {
    /** What was asked for, in ms. */
    final List<Long> delays = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "clock");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public String id() {
        return "default";
    }

    @Override
    public boolean inThread() {
        return false;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        delays.add(TimeUnit.NANOSECONDS.toMillis(delayNanos));
        Future<?> future = executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public Alarm alarm(Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void afterReads(Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T adapt(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
