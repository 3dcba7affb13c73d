package io.awd.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where log lines leave the process: standard error, or what {@code -D} names. They are written by a thread of their own, so that whoever
 * logs, an event loop above all, never waits for a slow terminal, a full disk or a stuck journal. Bounded; what does not fit is
 * counted and told. It is not {@code System.err}, which Gogo hands to whoever runs a command.
 */
final class LogSink extends OutputStream {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final int limit;
    private OutputStream to;
    private int size;
    private long dropped;
    private boolean writing;

    LogSink(OutputStream to, int limit) {
        this.to = to;
        this.limit = limit;
        Thread thread = new Thread(this::run, "awd-log");
        thread.setDaemon(true);
        thread.start();
    }

    /** What is logged from now on goes there. */
    void divert(OutputStream elsewhere) {
        flush(1000);
        lock.lock();
        try {
            to = elsewhere;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            if (size + length > limit) {
                dropped++;
            } else {
                waiting.add(Arrays.copyOfRange(bytes, offset, offset + length));
                size += length;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            try {
                byte[] next = next();
                to().write(next);
            } catch (IOException e) {
                // there is nowhere left to say so
            } finally {
                written();
            }
        }
    }

    private OutputStream to() {
        lock.lock();
        try {
            return to;
        } finally {
            lock.unlock();
        }
    }

    private byte[] next() {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            writing = true;
            byte[] next = waiting.poll();
            size -= next.length;
            if (dropped > 0) {
                byte[] word = ("awd: " + dropped + " log lines were dropped\n").getBytes(StandardCharsets.UTF_8);
                next = Arrays.copyOf(next, next.length + word.length);
                System.arraycopy(word, 0, next, next.length - word.length, word.length);
                dropped = 0;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void written() {
        lock.lock();
        try {
            writing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Logback calls it for every line; nothing is to be done at once. */
    @Override
    public void flush() {
        // the thread writes as fast as it can
    }

    /** Waits until all is written, but no longer than so many ms. */
    void flush(long millis) {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while ((writing || !waiting.isEmpty()) && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
