package io.awd.notifier.mail.internal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread of one notifier: there while there is something to do and a little longer. What waits for it is bounded; more is rejected. */
final class Worker extends ThreadPoolExecutor {
    static final int LIMIT = 256;
    private static final long IDLE_SECONDS = 5;
    private static final long END_SECONDS = 2;

    Worker(String id) {
        super(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(LIMIT), task -> {
            Thread thread = new Thread(task, "awd-mail-" + id);
            thread.setDaemon(true);
            // where the mail library looks for its parts
            thread.setContextClassLoader(Worker.class.getClassLoader());
            return thread;
        });
        allowCoreThreadTimeOut(true);
    }

    boolean somethingWaits() {
        return !getQueue().isEmpty();
    }

    /** What it does now must have been aborted before. */
    void end() {
        shutdownNow();
        try {
            awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
