package io.awd.notifier.exec.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning of what a program wrote; the rest is read and thrown away. */
final class Output {
    private static final int CHARACTERS = 1000;
    /** No character takes more bytes than this. */
    private static final int BYTES = 4 * CHARACTERS;
    private final byte[] kept = new byte[BYTES];
    private final byte[] buffer = new byte[8192];
    private int length;

    /** Reads what is there without waiting for more; whether there was anything. */
    boolean readFrom(InputStream in) throws IOException {
        int there = Math.min(in.available(), buffer.length);
        int count = there > 0 ? in.read(buffer, 0, there) : 0;
        if (count <= 0) {
            return false;
        }
        int more = Math.min(count, BYTES - length);
        System.arraycopy(buffer, 0, kept, length, more);
        length += more;
        return true;
    }

    /** Reads what is there, but no more than is kept: it may be endless. */
    void fillFrom(InputStream in) throws IOException {
        boolean more = true;
        while (more && length < BYTES) {
            more = readFrom(in);
        }
    }

    String text() {
        String text = new String(kept, 0, length, StandardCharsets.UTF_8);
        if (text.length() > CHARACTERS) {
            text = text.substring(0, Character.isHighSurrogate(text.charAt(CHARACTERS - 1)) ? CHARACTERS - 1 : CHARACTERS);
        }
        return text.strip();
    }
}
