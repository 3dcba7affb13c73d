package io.awd.notifier.qmp.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.iothread.IoThread;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Turns bytes into messages, in order. A long one is read elsewhere, since the io thread may be a watchdog's, which must not stand still; nothing
 * more is taken from the chardev meanwhile. On the io thread only.
 */
final class Inbox {
    /** Longer ones are read elsewhere, in bytes. */
    static final int SHORT = 16 * 1024;
    private final IoThread thread;
    private final Executor elsewhere;
    private final Consumer<Message> sink;
    private final Framing framing = new Framing(this::framed, why -> message(new Message.Malformed(why)));
    private final Queue<byte[]> waiting = new ArrayDeque<>(0);
    private Optional<Attachment> attachment = Optional.empty();
    private int waitingBytes;
    private boolean busy;
    private long connection;

    /** @param sink told of each message; after one that is malformed of nothing, until {@link #reset} */
    Inbox(IoThread thread, Executor elsewhere, Consumer<Message> sink) {
        this.thread = thread;
        this.elsewhere = elsewhere;
        this.sink = sink;
    }

    void attached(Attachment taken) {
        attachment = Optional.of(taken);
        taken.reading(!busy);
    }

    void add(ByteBuffer bytes) {
        framing.add(bytes);
    }

    /** Another connection begins; what is left of the last one is thrown away. */
    void reset() {
        connection++;
        framing.reset();
        waiting.clear();
        waitingBytes = 0;
        if (busy) {
            busy = false;
            attachment.ifPresent(taken -> taken.reading(true));
        }
    }

    private void framed(byte[] bytes) {
        if (!busy) {
            take(bytes);
        } else if (waitingBytes + bytes.length > Framing.LIMIT) {
            message(new Message.Malformed("more than " + Framing.LIMIT + " bytes at once"));
        } else {
            waiting.add(bytes);
            waitingBytes += bytes.length;
        }
    }

    private void take(byte[] bytes) {
        if (bytes.length <= SHORT) {
            message(Message.parse(bytes));
            return;
        }
        busy = true;
        attachment.ifPresent(taken -> taken.reading(false));
        long now = connection;
        try {
            CompletableFuture.supplyAsync(() -> Message.parse(bytes), elsewhere)
                    .exceptionally(error -> new Message.Malformed("it could not be read: " + error.getMessage())).thenAccept(read -> back(now, read));
        } catch (RejectedExecutionException e) {
            message(new Message.Malformed("nobody can read it"));
        }
    }

    private void back(long asked, Message read) {
        try {
            thread.execute(() -> {
                if (asked == connection) {
                    next(read);
                }
            });
        } catch (RejectedExecutionException e) {
            // the loop has ended, and with it the connection
        }
    }

    private void next(Message read) {
        long now = connection;
        busy = false;
        message(read);
        while (now == connection && !busy && !waiting.isEmpty()) {
            byte[] bytes = waiting.remove();
            waitingBytes -= bytes.length;
            take(bytes);
        }
        if (now == connection && !busy) {
            attachment.ifPresent(taken -> taken.reading(true));
        }
    }

    private void message(Message message) {
        if (message instanceof Message.Malformed) {
            reset();
        }
        sink.accept(message);
    }
}
