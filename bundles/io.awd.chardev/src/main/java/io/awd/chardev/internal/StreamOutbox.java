package io.awd.chardev.internal;

import io.awd.api.chardev.NothingSentException;
import io.awd.api.chardev.Writer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What waits to be written to a file or the like: in order, bounded, written by one thread at a time. */
final class StreamOutbox {
    private final StreamChardev.Output output;
    private final Executor executor;
    private final Traffic traffic;
    private final Queue<Message> queue = new ArrayDeque<>(0);
    private int waiting;
    private boolean writing;
    private boolean closed;

    private record Message(byte[] bytes, CompletableFuture<Void> done) {
    }

    StreamOutbox(StreamChardev.Output output, Executor executor, Traffic traffic) {
        this.output = output;
        this.executor = executor;
        this.traffic = traffic;
    }

    /** Takes the bytes only if nothing else is waiting. */
    boolean offer(byte[] bytes) {
        synchronized (queue) {
            if (waiting > 0 || closed) {
                traffic.refused();
                return false;
            }
        }
        return !write(bytes).toCompletableFuture().isCompletedExceptionally();
    }

    CompletionStage<Void> write(byte[] bytes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (queue) {
            if (closed) {
                return CompletableFuture.failedFuture(new NothingSentException("not connected"));
            } else if (waiting + (long) bytes.length > Writer.LIMIT) {
                return CompletableFuture.failedFuture(new NothingSentException("more than " + Writer.LIMIT + " bytes are waiting"));
            }
            waiting += bytes.length;
            queue.add(new Message(bytes, done));
            if (writing) {
                return done;
            }
            writing = true;
        }
        begin();
        return done;
    }

    private void begin() {
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            close(0);
        }
    }

    private void drain() {
        for (Optional<Message> next = take(); next.isPresent(); next = take()) {
            Message message = next.get();
            try {
                output.write(message.bytes());
                traffic.sent(message.bytes().length);
                subtract(message);
                message.done().complete(null);
            } catch (IOException e) {
                traffic.failed(Reason.of(e));
                subtract(message);
                message.done().completeExceptionally(e);
            }
        }
    }

    private Optional<Message> take() {
        synchronized (queue) {
            Message next = queue.poll();
            writing = next != null;
            queue.notifyAll();
            return Optional.ofNullable(next);
        }
    }

    private void subtract(Message message) {
        synchronized (queue) {
            waiting -= message.bytes().length;
        }
    }

    /** Takes no more, and waits until all is written or the time is over; what is left then fails. */
    void close(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Queue<Message> left;
        synchronized (queue) {
            closed = true;
            long nanos = end - System.nanoTime();
            while (writing && nanos > 0 && waitFor(nanos)) {
                nanos = end - System.nanoTime();
            }
            left = new ArrayDeque<>(queue);
            queue.clear();
        }
        left.forEach(message -> message.done().completeExceptionally(new IOException("closed")));
    }

    private boolean waitFor(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(queue, nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
