package io.awd.monitor.internal;

import io.awd.api.chardev.Attachment;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * What peers asked for and is not yet done, in order. While more than {@link #HIGH} wait the chardev is not read; it is again
 * when no more than {@link #LOW} do. Any thread.
 */
final class LineQueue {
    static final int HIGH = 64;
    static final int LOW = 32;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private Attachment attachment;
    private boolean paused;
    private boolean closed;

    /** The attachment to hold up; null while there is none. It reads at first. */
    synchronized void attachment(Attachment attachment) {
        this.attachment = attachment;
        paused = false;
        throttle();
    }

    synchronized void add(Runnable task) {
        if (!closed) {
            waiting.add(task);
            throttle();
            notifyAll();
        }
    }

    /** Waits for what is next; empty: closed. */
    synchronized Optional<Runnable> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        Optional<Runnable> next = closed ? Optional.empty() : Optional.of(waiting.remove());
        throttle();
        return next;
    }

    /** What waits is not done any more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        attachment = null;
        notifyAll();
    }

    private void throttle() {
        boolean wanted = paused ? waiting.size() > LOW : waiting.size() > HIGH;
        if (attachment != null && wanted != paused) {
            paused = wanted;
            attachment.reading(!paused);
        }
    }
}
