package io.awd.chardev.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Instance;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chardev without connections: file, stdio, null. Writing may block, so it is done by an executor; what is read comes from a thread of the
 * backend's and is handed to the reader's io thread, one piece at a time.
 *
 * @param <P> the backend's properties
 */
final class StreamChardev<P extends Record> implements Instance<P>, Chardev {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private static final long DRAIN_MILLIS = 2000;

    private final String backend;
    private final String id;
    private final Output output;
    private final StreamOutbox outbox;
    private final Holding holding;
    private final Traffic traffic = new Traffic();
    private Optional<StreamAttachment> attachment = Optional.empty();
    private volatile boolean connected = true;

    /** What the backend does with bytes. */
    interface Output extends AutoCloseable {
        void write(byte[] bytes) throws IOException;

        @Override
        void close() throws IOException;
    }

    StreamChardev(String backend, String id, Output output, Executor executor) {
        this.backend = backend;
        this.id = id;
        this.output = output;
        this.holding = new Holding(id);
        this.outbox = new StreamOutbox(output, executor, traffic);
    }

    @Override
    public String filename() {
        return backend;
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public Attachment attach(Reader reader, IoThread thread) throws AwdException {
        holding.takeAlone();
        StreamAttachment taken = new StreamAttachment(id, reader, thread, outbox, this::release);
        synchronized (this) {
            attachment = Optional.of(taken);
        }
        if (connected) {
            taken.begin();
        }
        return taken;
    }

    private void release() {
        synchronized (this) {
            attachment = Optional.empty();
        }
        holding.giveBackAlone();
    }

    private synchronized Optional<StreamAttachment> attachment() {
        return attachment;
    }

    @Override
    public Writer writer() throws AwdException {
        holding.share();
        return new SharedWriter(holding, this::write);
    }

    private CompletionStage<Void> write(byte[] bytes) {
        return outbox.write(bytes);
    }

    /** Bytes came; returns when the reader has seen them, or at once when there is none. On the backend's thread only. */
    void received(byte[] bytes) throws InterruptedException {
        traffic.received(bytes.length);
        Optional<StreamAttachment> reader = attachment();
        if (reader.isPresent()) {
            reader.get().received(bytes);
        }
    }

    /** No more bytes will come. */
    void ended() {
        if (connected) {
            connected = false;
            LOG.info("chardev {}: end of input", id);
            attachment().ifPresent(StreamAttachment::ended);
        }
    }

    @Override
    public StreamStatus status() {
        return new StreamStatus(backend, connected, holding.held(), traffic.bytesIn(), traffic.bytesOut(), traffic.dropped(), traffic.lastError());
    }

    @Override
    public void close() {
        if (!holding.close()) {
            return;
        }
        if (connected) {
            connected = false;
            attachment().ifPresent(StreamAttachment::ended);
        }
        outbox.close(DRAIN_MILLIS);
        try {
            output.close();
        } catch (IOException e) {
            LOG.warn("chardev {}: not all was written", id, e);
        }
    }
}
