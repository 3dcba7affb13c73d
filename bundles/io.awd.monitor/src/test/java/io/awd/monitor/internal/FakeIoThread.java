package io.awd.monitor.internal;

import io.awd.api.iothread.IoThread;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A loop that is just one thread. */
final class FakeIoThread implements IoThread, AutoCloseable {
    private volatile Thread thread;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        thread = new Thread(task, "io-thread");
        thread.setDaemon(true);
        return thread;
    });

    /** Runs it on the loop and waits for its end. */
    void call(Runnable task) {
        try {
            executor.submit(task).get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String id() {
        return "default";
    }

    @Override
    public boolean inThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        throw new UnsupportedOperationException();
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
