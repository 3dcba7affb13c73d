package io.awd.chardev.internal;

import io.awd.api.chardev.Reader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A reader that writes down what it is told. */
class Listener implements Reader {
    final List<String> told = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void connected() {
        threads.add(Thread.currentThread());
        told.add("connected");
    }

    @Override
    public void received(ByteBuffer buffer) {
        threads.add(Thread.currentThread());
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
