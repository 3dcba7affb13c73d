package io.awd.notifier.webhook.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What one webhook has to send: a few at once, so that a server that hangs takes no more than these threads, the rest in order. Any thread. */
final class Lane {
    /** How many requests are under way at once. */
    static final int AT_ONCE = 4;
    /** How many may wait. */
    static final int WAITING = 256;
    private static final Optional<String> FULL = Optional.of(WAITING + " wait already");
    private static final long CLOSE_MILLIS = 1000;
    private final Executor workers;
    private final Deque<Sending> waiting = new ArrayDeque<>();
    private final Set<Sending> running = new HashSet<>();
    private boolean closed;

    Lane(Executor workers) {
        this.workers = workers;
    }

    void add(Sending sending) {
        Optional<String> refusal = enter(sending);
        refusal.ifPresent(sending::refuse);
    }

    private synchronized Optional<String> enter(Sending sending) {
        if (closed) {
            return Optional.of("it has ended");
        } else if (running.size() < AT_ONCE) {
            running.add(sending);
            return start(sending);
        } else if (waiting.size() >= WAITING) {
            return FULL;
        }
        waiting.add(sending);
        sending.waits();
        sending.outcome().thenRun(() -> leave(sending));
        return Optional.empty();
    }

    private Optional<String> start(Sending sending) {
        try {
            workers.execute(() -> work(sending));
            return Optional.empty();
        } catch (RejectedExecutionException e) {
            running.remove(sending);
            return Optional.of("too many requests of all webhooks are under way");
        }
    }

    private synchronized void leave(Sending sending) {
        waiting.remove(sending);
    }

    private void work(Sending first) {
        Optional<Sending> next = Optional.of(first);
        while (next.isPresent()) {
            next.get().run();
            next = next(next.get());
        }
    }

    private synchronized Optional<Sending> next(Sending before) {
        running.remove(before);
        Optional<Sending> next = Optional.ofNullable(waiting.poll());
        next.ifPresent(running::add);
        notifyAll();
        return next;
    }

    /** Why it takes no more now; empty: it does. */
    synchronized Optional<String> obstacle() {
        return waiting.size() < WAITING ? Optional.empty() : FULL;
    }

    synchronized long waiting() {
        return waiting.size();
    }

    /** Ends all; each has its outcome when this returns, or a little later if a thread does not get to it. */
    void close(String why) {
        List<Sending> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            all.addAll(waiting);
            all.addAll(running);
            waiting.clear();
        }
        all.forEach(sending -> sending.stop(why));
        await();
    }

    private synchronized void await() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        try {
            for (long left = CLOSE_MILLIS; left > 0 && !running.isEmpty(); left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
