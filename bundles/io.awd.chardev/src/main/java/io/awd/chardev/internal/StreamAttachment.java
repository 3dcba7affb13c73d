package io.awd.chardev.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Reader;
import io.awd.api.iothread.IoThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file, stdio or null held alone. */
final class StreamAttachment implements Attachment {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private final String id;
    private final Reader reader;
    private final IoThread thread;
    private final StreamOutbox outbox;
    private final Runnable release;
    private boolean reading = true;
    private boolean busy;
    private boolean over;
    private volatile boolean closed;

    StreamAttachment(String id, Reader reader, IoThread thread, StreamOutbox outbox, Runnable release) {
        this.id = id;
        this.reader = reader;
        this.thread = thread;
        this.outbox = outbox;
        this.release = release;
    }

    void begin() {
        tell(reader::connected);
    }

    void ended() {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        tell(reader::disconnected);
    }

    private void tell(Runnable call) {
        try {
            thread.execute(() -> guarded(call));
        } catch (RejectedExecutionException e) {
            LOG.debug("chardev {}: the reader's thread has ended", id, e);
            done();
        }
    }

    private void guarded(Runnable call) {
        try {
            if (!closed) {
                call.run();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("chardev {}: its reader failed", id, e);
        }
    }

    /** Waits until the reader wants bytes and has seen these, or has gone. */
    void received(byte[] bytes) throws InterruptedException {
        synchronized (this) {
            while (!reading && !closed && !over) {
                wait();
            }
            if (closed || over) {
                return;
            }
            busy = true;
        }
        tell(() -> {
            try {
                reader.received(ByteBuffer.wrap(bytes), System.nanoTime());
            } finally {
                done();
            }
        });
        synchronized (this) {
            while (busy && !closed && !over) {
                wait();
            }
        }
    }

    private synchronized void done() {
        busy = false;
        notifyAll();
    }

    @Override
    public boolean offer(byte[] message) {
        return !closed && outbox.offer(message);
    }

    @Override
    public CompletionStage<Void> write(byte[] bytes) {
        return closed ? CompletableFuture.failedFuture(new IOException("closed")) : outbox.write(bytes);
    }

    @Override
    public synchronized void reading(boolean on) {
        reading = on;
        notifyAll();
    }

    @Override
    public void disconnect() {
        // there is nothing to disconnect from
    }

    @Override
    public void patience(long millis) {
        // nobody waits to take the peer's place
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        release.run();
    }
}
