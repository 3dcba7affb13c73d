package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What other threads want of a watchdog, done on its io thread. Any thread; on the io thread itself it is done at once. */
final class Requests {
    /** How long an io thread may be busy with something else, ms. */
    static final long PATIENCE_MILLIS = 2000;
    private final IoThread thread;
    private final String id;
    private final long patienceMillis;

    /** What is wanted; it may be refused. */
    interface Request {
        void run() throws AwdException;
    }

    /** Done once, unless who wants it has given up before. */
    private static final class Errand implements Runnable {
        private final Request request;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Errand(Request request) {
            this.request = request;
        }

        @Override
        public void run() {
            if (!taken.getAndSet(true)) {
                try {
                    request.run();
                    done.complete(null);
                } catch (AwdException | RuntimeException | Error e) {
                    done.completeExceptionally(e);
                }
            }
        }

        /** From now on it is not begun; false: it was. */
        boolean giveUp() {
            return !taken.getAndSet(true);
        }
    }

    /**
     * @param id of the watchdog
     * @param patienceMillis how long to wait for the io thread
     */
    Requests(IoThread thread, String id, long patienceMillis) {
        this.thread = thread;
        this.id = id;
        this.patienceMillis = patienceMillis;
    }

    /**
     * It is done when this returns. Whoever is told that it failed acts on that: so what was not begun in time is not done later either.
     *
     * @throws AwdException it is refused, or it failed, or the io thread does not come to it, or to its end
     */
    void ask(Request request) throws AwdException {
        if (thread.inThread()) {
            request.run();
            return;
        }
        Errand errand = new Errand(request);
        try {
            thread.execute(errand);
            errand.done.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AwdException refused ? refused : new AwdException("'" + id + "' failed: " + e.getCause(), e.getCause());
        } catch (RejectedExecutionException | TimeoutException e) {
            throw notDone(errand, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notDone(errand, e);
        }
    }

    private AwdException notDone(Errand errand, Exception why) {
        return new AwdException("iothread '" + thread.id() + "' " + (errand.giveUp() ? "does not answer" : "has begun it and does not come to an end"), why);
    }

    /** Waits for it, but not for long: it cannot be refused, and is done in any case. An io thread that has ended has nothing of ours left. */
    void tell(Request request) {
        Errand errand = new Errand(request);
        try {
            if (thread.inThread()) {
                errand.run();
            } else {
                thread.execute(errand);
            }
            errand.done.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Heartbeat.LOG.warn("{}: {}", id, e.getCause().getMessage(), e.getCause());
        } catch (RejectedExecutionException | TimeoutException e) {
            Heartbeat.LOG.debug("{}: iothread '{}' has other work or has ended: {}", id, thread.id(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
