package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An io thread that is a thread, which a test can keep busy. It has no clock. */
final class RealLoop implements IoThread, AutoCloseable {
    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> thread = new Thread(task, "real-loop"));
    private volatile Thread thread;

    /** Busy until the latch is counted down. */
    CountDownLatch hold() {
        CountDownLatch end = new CountDownLatch(1);
        execute(() -> waitFor(end));
        return end;
    }

    void waitFor(CountDownLatch end) {
        try {
            end.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String id() {
        return "real";
    }

    @Override
    public boolean inThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        throw new UnsupportedOperationException("no clock");
    }

    @Override
    public Alarm alarm(Runnable task) {
        throw new UnsupportedOperationException("no clock");
    }

    @Override
    public void afterReads(Runnable task) {
        execute(task);
    }

    @Override
    public <T> T adapt(Class<T> type) {
        throw new IllegalArgumentException(type.getName());
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }
}
