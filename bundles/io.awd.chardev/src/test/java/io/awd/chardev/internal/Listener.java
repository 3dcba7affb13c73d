package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.chardev.Reader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A reader that writes down what it is told. */
class Listener implements Reader {
    private static final long LONG = TimeUnit.SECONDS.toNanos(10);
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    /** The time that came with the last bytes. */
    volatile long nanos;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void connected() {
        threads.add(Thread.currentThread());
        told.add("connected");
    }

    @Override
    public void received(ByteBuffer buffer, long readAt) {
        threads.add(Thread.currentThread());
        // what this throws ends the connection, and the test with it
        assertThat(System.nanoTime() - readAt).as("ns since the bytes were read").isBetween(0L, LONG);
        nanos = readAt;
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        synchronized (bytes) {
            bytes.writeBytes(copy);
        }
    }

    @Override
    public void disconnected() {
        threads.add(Thread.currentThread());
        told.add("disconnected");
    }

    byte[] bytes() {
        synchronized (bytes) {
            return bytes.toByteArray();
        }
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
