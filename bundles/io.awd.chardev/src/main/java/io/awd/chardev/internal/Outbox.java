package io.awd.chardev.internal;

import io.awd.api.chardev.NothingSentException;
import io.awd.api.chardev.Writer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** What is written to a socket chardev by any thread, on its way to the loop, in order and bounded. */
final class Outbox {
    private final SocketLine line;
    private final Queue<Message> queue = new ArrayDeque<>(0);
    private boolean pumping;
    private volatile int waiting;

    private record Message(Connection connection, byte[] bytes, CompletableFuture<Void> done) {
    }

    Outbox(SocketLine line) {
        this.line = line;
    }

    /** Bytes that the kernel has not taken yet. */
    boolean empty() {
        return waiting == 0;
    }

    CompletionStage<Void> write(Optional<Connection> connection, byte[] bytes) {
        if (connection.isEmpty()) {
            return notConnected();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (queue) {
            if (waiting + (long) bytes.length > Writer.LIMIT) {
                return CompletableFuture.failedFuture(new NothingSentException("more than " + Writer.LIMIT + " bytes are waiting"));
            }
            waiting += bytes.length;
            queue.add(new Message(connection.get(), bytes, done));
            if (pumping) {
                return done;
            }
            pumping = true;
        }
        try {
            line.run(this::pump);
        } catch (RejectedExecutionException e) {
            pump();
        }
        return done;
    }

    private static CompletionStage<Void> notConnected() {
        return CompletableFuture.failedFuture(new NothingSentException("not connected"));
    }

    /** On the chardev's loop. */
    void pump() {
        Optional<Connection> current = line.current();
        for (Optional<Message> next = take(); next.isPresent(); next = take()) {
            Message message = next.get();
            if (current.filter(c -> c == message.connection()).isPresent()) {
                current.get().write(message.bytes()).addListener(written -> finished(message, Optional.ofNullable(written.cause())));
            } else {
                subtract(message);
                message.done().completeExceptionally(new NothingSentException("not connected"));
            }
        }
        current.ifPresent(Connection::flush);
    }

    private Optional<Message> take() {
        synchronized (queue) {
            Message next = queue.poll();
            pumping = next != null;
            return Optional.ofNullable(next);
        }
    }

    private void finished(Message message, Optional<Throwable> failure) {
        subtract(message);
        if (failure.isEmpty()) {
            line.traffic().sent(message.bytes().length);
            message.done().complete(null);
        } else {
            message.done().completeExceptionally(new IOException("connection lost: " + Reason.of(failure.get()), failure.get()));
        }
    }

    private void subtract(Message message) {
        synchronized (queue) {
            waiting -= message.bytes().length;
        }
    }
}
