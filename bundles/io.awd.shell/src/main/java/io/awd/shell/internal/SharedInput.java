package io.awd.shell.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;

/**
 * Standard input for one user after the other. A read of it cannot be taken back, so it happens on a daemon thread; what it brings after its user
 * has gone is there for the next one.
 */
final class SharedInput {
    private final InputStream source;
    private byte[] bytes = new byte[0];
    private int at;
    private boolean taken;
    private boolean reading;
    private boolean ended;

    SharedInput(InputStream source) {
        this.source = source;
    }

    /**
     * Its bytes, until that stream is closed.
     *
     * @throws AwdException somebody has it
     */
    synchronized InputStream take() throws AwdException {
        if (taken) {
            throw new AwdException("Device 'terminal' is in use");
        }
        taken = true;
        return new View();
    }

    private final class View extends InputStream {
        private boolean closed;

        @Override
        public int read() throws IOException {
            synchronized (SharedInput.this) {
                return await() ? bytes[at++] & 0xff : -1;
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            synchronized (SharedInput.this) {
                if (length == 0) {
                    return 0;
                }
                if (!await()) {
                    return -1;
                }
                int n = Math.min(length, bytes.length - at);
                System.arraycopy(bytes, at, target, offset, n);
                at += n;
                return n;
            }
        }

        private boolean await() throws IOException {
            while (at == bytes.length && !ended && !closed) {
                request();
                try {
                    SharedInput.this.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException();
                }
            }
            return !closed && at < bytes.length;
        }

        @Override
        public void close() {
            synchronized (SharedInput.this) {
                if (!closed) {
                    closed = true;
                    taken = false;
                    SharedInput.this.notifyAll();
                }
            }
        }
    }

    private void request() {
        if (!reading) {
            reading = true;
            Thread thread = new Thread(this::readOnce, "awd-terminal-input");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void readOnce() {
        byte[] chunk = new byte[4096];
        int n;
        try {
            n = source.read(chunk);
        } catch (IOException e) {
            n = -1;
        }
        synchronized (this) {
            reading = false;
            ended = n < 0;
            bytes = Arrays.copyOf(chunk, Math.max(n, 0));
            at = 0;
            notifyAll();
        }
    }
}
