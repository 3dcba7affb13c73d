package io.awd.chardev.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Reader;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A socket chardev held alone. */
final class SocketAttachment implements Attachment {
    private final SocketLine line;
    private final Reader reader;
    private final EventLoop loop;
    private final Consumer<SocketAttachment> release;
    private volatile boolean closed;
    private volatile boolean reading = true;
    private volatile long patienceNanos;
    /** On its loop from here on: the chardev has come to this loop. */
    private boolean active;
    private boolean told;

    SocketAttachment(SocketLine line, Reader reader, EventLoop loop, Consumer<SocketAttachment> release) {
        this.release = release;
        this.line = line;
        this.reader = reader;
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    Reader reader() {
        return reader;
    }

    long patienceNanos() {
        return patienceNanos;
    }

    boolean reading() {
        return reading;
    }

    boolean active() {
        return active;
    }

    /** Whether bytes are for it, and it takes them now. */
    boolean takes() {
        return active && reading && !closed;
    }

    void activate() {
        active = true;
    }

    /** What the reader is told; its exceptions go to the caller. */
    void connected() {
        if (!told && !closed) {
            told = true;
            reader.connected();
        }
    }

    void received(ByteBuffer bytes, long nanos) {
        if (!closed) {
            reader.received(bytes.order(ByteOrder.BIG_ENDIAN), nanos);
        }
    }

    void disconnected() {
        if (told && !closed) {
            told = false;
            reader.disconnected();
        }
    }

    @Override
    public boolean offer(byte[] message) {
        boolean sent = active && !closed && line.offer(message);
        if (!sent) {
            line.traffic().refused();
        }
        return sent;
    }

    @Override
    public CompletionStage<Void> write(byte[] bytes) {
        return closed ? CompletableFuture.failedFuture(new IOException("closed")) : line.write(bytes);
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        if (!on) {
            line.shut();
        }
        line.later(line::readingChanged);
    }

    @Override
    public void disconnect() {
        line.later(() -> line.disconnect(this));
    }

    @Override
    public void patience(long millis) {
        patienceNanos = millis * 1_000_000;
        line.later(line::patienceChanged);
    }

    @Override
    public void close() {
        if (closes()) {
            release.accept(this);
        }
    }

    private synchronized boolean closes() {
        boolean first = !closed;
        closed = true;
        if (first) {
            // only then: the line may have another reader by now
            line.shut();
        }
        return first;
    }
}
