package io.awd.notifier.qmp.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into JSON objects, however they arrive. It looks at brackets and quotes, not at lines: a monitor with {@code pretty=on}
 * breaks a message into many. One thread.
 */
final class Framing {
    /** The longest message in bytes; query-qmp-schema answers with 200,000. */
    static final int LIMIT = 4 << 20;
    private static final int FIRST = 512;
    private static final int KEPT = 64 * 1024;
    private static final int SHOWN = 60;
    private final Consumer<byte[]> messages;
    private final Consumer<String> garbage;
    private byte[] partial = new byte[FIRST];
    private int length;
    private int depth;
    private boolean quoted;
    private boolean escaped;
    private long life;

    /**
     * @param messages told of each whole object
     * @param garbage told why this stream is none of such; it then ends, until {@link #reset}
     */
    Framing(Consumer<byte[]> messages, Consumer<String> garbage) {
        this.messages = messages;
        this.garbage = garbage;
    }

    void add(ByteBuffer bytes) {
        long now = life;
        while (life == now && bytes.hasRemaining()) {
            byte next = bytes.get();
            if (length > 0) {
                put(next);
            } else if (next == '{') {
                depth = 0;
                put(next);
            } else if (!blank(next)) {
                refuse("it does not speak QMP, but says '" + shown(next, bytes) + "'");
            }
        }
    }

    /** Another stream begins; also stops an {@link #add} that is under way. */
    void reset() {
        life++;
        empty();
    }

    private void empty() {
        length = 0;
        quoted = false;
        escaped = false;
        if (partial.length > KEPT) {
            partial = new byte[FIRST];
        }
    }

    private void refuse(String why) {
        reset();
        garbage.accept(why);
    }

    private void put(byte next) {
        if (next >= 0 && next < ' ' && !blank(next)) {
            // a human monitor echoes what it is sent with such between each two characters
            refuse(String.format("it does not speak QMP: a control character (0x%02x) in a message", next));
            return;
        } else if (length == LIMIT) {
            refuse("a message is longer than " + LIMIT + " bytes");
            return;
        } else if (length == partial.length) {
            partial = Arrays.copyOf(partial, Math.min(LIMIT, 2 * length));
        }
        partial[length++] = next;
        if (quoted) {
            inString(next);
        } else if (next == '"') {
            quoted = true;
        } else if (next == '{' || next == '[') {
            depth++;
        } else if ((next == '}' || next == ']') && --depth == 0) {
            byte[] whole = Arrays.copyOf(partial, length);
            empty();
            messages.accept(whole);
        }
    }

    private static boolean blank(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    private void inString(byte next) {
        if (next == '\n') {
            refuse("a line ends in the middle of a string");
        } else if (escaped) {
            escaped = false;
        } else if (next == '\\') {
            escaped = true;
        } else if (next == '"') {
            quoted = false;
        }
    }

    private static String shown(byte first, ByteBuffer rest) {
        byte[] start = new byte[Math.min(SHOWN, 1 + rest.remaining())];
        start[0] = first;
        rest.duplicate().get(start, 1, start.length - 1);
        return new String(start, StandardCharsets.US_ASCII).lines().findFirst().orElse("").replaceAll("[^ -~]", "?");
    }
}
