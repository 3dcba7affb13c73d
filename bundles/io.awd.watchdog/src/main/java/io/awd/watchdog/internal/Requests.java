package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** What other threads want of a watchdog, done on its io thread. Any thread; on the io thread itself it is done at once. */
final class Requests {
    /** How long an io thread may keep whoever asks waiting, ms. */
    static final long PATIENCE_MILLIS = 2000;
    /** What has begun is waited for this many times as long: it is no more than a few changes, but the whole process may stand still meanwhile. */
    private static final int FOR_THE_END = 15;
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
     * @param patienceMillis how long the io thread may take to come to a request
     */
    Requests(IoThread thread, String id, long patienceMillis) {
        this.thread = thread;
        this.id = id;
        this.patienceMillis = patienceMillis;
    }

    /**
     * It is done when this returns. Whoever is told that it failed acts on that: so what was not begun in time is not done later either, and what was begun is
     * waited for.
     *
     * @throws AwdException it is refused or failed; or the io thread has ended or did not come to it, or the caller was interrupted before that: then nothing is
     *     done; or, after fifteen times the patience, it does not come to an end
     */
    void ask(Request request) throws AwdException {
        Errand errand = new Errand(request);
        try {
            begin(errand);
            errand.done.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (RejectedExecutionException e) {
            throw new AwdException("iothread '" + thread.id() + "' has ended", e);
        } catch (TimeoutException e) {
            finish(errand, "does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish(errand, "was not waited for: interrupted", e);
        }
    }

    private void begin(Errand errand) {
        if (thread.inThread()) {
            errand.run();
        } else {
            thread.execute(errand);
        }
    }

    private void finish(Errand errand, String why, Exception cause) throws AwdException {
        if (errand.giveUp()) {
            throw new AwdException("iothread '" + thread.id() + "' " + why, cause);
        }
        try {
            errand.done.copy().orTimeout(FOR_THE_END * patienceMillis, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof TimeoutException ? new AwdException("iothread '" + thread.id() + "' has begun it and does not come to an end", e)
                    : failure(e.getCause());
        }
    }

    private AwdException failure(Throwable cause) {
        return cause instanceof AwdException refused ? refused : new AwdException("'" + id + "' failed: " + cause, cause);
    }

    /**
     * It cannot be refused, and is done however late, unless the io thread has ended. What fails is logged.
     *
     * @return whether the io thread has nothing more to do for it; false: it has yet to come to it, or to its end
     */
    boolean tell(Request request) {
        Errand errand = new Errand(request);
        errand.done.whenComplete((nothing, failure) -> {
            if (failure != null) {
                Heartbeat.LOG.warn("{}: {}", id, failure.getMessage(), failure);
            }
        });
        try {
            begin(errand);
            errand.done.get(patienceMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (RejectedExecutionException e) {
            Heartbeat.LOG.debug("{}: iothread '{}' has ended", id, thread.id());
            return true;
        } catch (TimeoutException e) {
            Heartbeat.LOG.warn("{}: iothread '{}' does not answer, what it was told will be done late", id, thread.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
