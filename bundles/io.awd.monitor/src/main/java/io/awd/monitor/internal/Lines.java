package io.awd.monitor.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts lines together from bytes as they come. A line ends in LF or CRLF. What is longer than {@link #LIMIT} is told once and thrown away.
 * One thread.
 */
final class Lines {
    /** The longest line in bytes, its end not counted. */
    static final int LIMIT = 64 * 1024;

    /** Who is told. */
    interface Sink {
        void line(String line);

        /** A line became too long; its rest will be thrown away. */
        void tooLong();
    }

    private final Sink sink;
    private byte[] partial = new byte[256];
    private int length;
    private boolean discarding;

    Lines(Sink sink) {
        this.sink = sink;
    }

    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b == '\n') {
                end();
            } else if (!discarding) {
                append(b);
            }
        }
    }

    /** Forgets a line that has no end yet. */
    void reset() {
        length = 0;
        discarding = false;
        partial = new byte[256];
    }

    private void append(byte b) {
        // one byte more than the limit: it may be the CR of the line's end
        if (length > LIMIT || length == LIMIT && b != '\r') {
            discarding = true;
            length = 0;
            sink.tooLong();
            return;
        }
        if (length == partial.length) {
            partial = Arrays.copyOf(partial, Math.min(2 * length, LIMIT + 1));
        }
        partial[length++] = b;
    }

    private void end() {
        if (!discarding) {
            int end = length > 0 && partial[length - 1] == '\r' ? length - 1 : length;
            sink.line(new String(partial, 0, end, StandardCharsets.UTF_8));
        }
        discarding = false;
        length = 0;
    }
}
