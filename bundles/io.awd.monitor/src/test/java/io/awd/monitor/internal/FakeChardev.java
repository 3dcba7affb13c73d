package io.awd.monitor.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A chardev whose peers the test plays, one connection after the other. */
final class FakeChardev implements Chardev {
    private final FakeIoThread thread;
    /** What each connection got. */
    private final List<StringBuffer> answers = Collections.synchronizedList(new ArrayList<>());
    /** Each call of reading(). */
    final List<Boolean> reading = Collections.synchronizedList(new ArrayList<>());
    private Reader reader;
    private volatile boolean connected;

    FakeChardev(FakeIoThread thread) {
        this.thread = thread;
    }

    void connect() {
        thread.call(this::connectNow);
    }

    private void connectNow() {
        answers.add(new StringBuffer());
        connected = true;
        reader.connected();
    }

    void disconnect() {
        thread.call(() -> {
            connected = false;
            reader.disconnected();
        });
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) {
        thread.call(() -> reader.received(ByteBuffer.wrap(bytes), System.nanoTime()));
    }

    /** What a connection got so far. */
    String answers(int connection) {
        return answers.get(connection).toString();
    }

    synchronized boolean attached() {
        return reader != null;
    }

    @Override
    public String filename() {
        return "fake";
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public synchronized Attachment attach(Reader reader, IoThread ioThread) throws AwdException {
        if (this.reader != null) {
            throw new AwdException("Device 'mon' is in use");
        }
        this.reader = reader;
        if (connected) {
            // a peer may be there before attach returns
            thread.call(this::connectNow);
        }
        return new Held();
    }

    /** A peer is there already. */
    void connectedBefore() {
        connected = true;
    }

    @Override
    public Writer writer() {
        throw new UnsupportedOperationException();
    }

    private final class Held implements Attachment {
        @Override
        public boolean offer(byte[] message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void reading(boolean on) {
            reading.add(on);
        }

        @Override
        public void disconnect() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void patience(long millis) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            if (!connected) {
                return CompletableFuture.failedFuture(new IOException("not connected"));
            } else if (bytes.length > Writer.LIMIT) {
                return CompletableFuture.failedFuture(new IOException("more than a chardev takes"));
            }
            answers.get(answers.size() - 1).append(new String(bytes, StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {
            synchronized (FakeChardev.this) {
                reader = null;
            }
        }
    }
}
