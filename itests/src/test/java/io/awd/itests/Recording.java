package io.awd.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What came in one direction of one connection, and when the last of it came. */
final class Recording {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long lastNanos;
    private boolean ended;

    /** Reads to the end and passes each chunk on after it was noted. */
    void pump(InputStream in, OutputStream out) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                add(buffer, n);
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // one of the two is gone, which is an end as well
        } finally {
            end();
        }
    }

    private synchronized void add(byte[] chunk, int length) {
        lastNanos = System.nanoTime();
        bytes.write(chunk, 0, length);
    }

    private synchronized void end() {
        ended = true;
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Every byte as a character of its own. */
    String text() {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    synchronized long lastNanos() {
        return lastNanos;
    }

    synchronized boolean ended() {
        return ended;
    }
}
