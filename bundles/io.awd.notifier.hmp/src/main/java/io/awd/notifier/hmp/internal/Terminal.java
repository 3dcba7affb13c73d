package io.awd.notifier.hmp.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What a terminal would show of a monitor's output, line by line: QEMU redraws the line that is typed at each character, with the sequences that
 * move the cursor and erase. Bytes, not characters: QEMU moves back by bytes.
 */
final class Terminal {
    /** Of one line, in bytes; what goes beyond is lost. */
    static final int LIMIT = 64 * 1024;
    private static final int FIRST = 256;
    private static final int ESCAPE = 27;
    private static final int FARTHEST = 100_000;
    private final Consumer<byte[]> lines;
    private byte[] shown = new byte[FIRST];
    private int length;
    private int cursor;
    private Mode mode = Mode.TEXT;
    private int number;

    private enum Mode {
        TEXT, ESCAPED, SEQUENCE
    }

    /** @param lines told of each whole line, without its end */
    Terminal(Consumer<byte[]> lines) {
        this.lines = lines;
    }

    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            switch (mode) {
                case TEXT -> text(next);
                case ESCAPED -> escaped(next);
                case SEQUENCE -> sequence(next);
            }
        }
    }

    /** Whether the line that has not ended yet is this one, with the cursor behind it. */
    boolean shows(byte[] line) {
        return mode == Mode.TEXT && cursor == length && Arrays.equals(shown, 0, length, line, 0, line.length);
    }

    /** The same of one that is this text once or several times. */
    boolean repeats(byte[] text) {
        boolean whole = mode == Mode.TEXT && cursor == length && length > 0 && length % text.length == 0;
        for (int from = 0; whole && from < length; from += text.length) {
            whole = Arrays.equals(shown, from, from + text.length, text, 0, text.length);
        }
        return whole;
    }

    /** Another terminal is there, and nothing on it. */
    void reset() {
        shown = new byte[FIRST];
        length = 0;
        cursor = 0;
        mode = Mode.TEXT;
    }

    private void text(byte next) {
        if (next >= ' ' && next != 127 || next < 0 || next == '\t') {
            put(next);
            return;
        }
        switch (next) {
            case '\n' -> end();
            case '\r' -> cursor = 0;
            case '\b' -> cursor = Math.max(0, cursor - 1);
            case ESCAPE -> mode = Mode.ESCAPED;
            default -> { }
        }
    }

    private void put(byte next) {
        if (cursor >= LIMIT) {
            return;
        }
        if (cursor == shown.length) {
            shown = Arrays.copyOf(shown, Math.min(LIMIT, 4 * shown.length));
        }
        shown[cursor++] = next;
        length = Math.max(length, cursor);
    }

    private void end() {
        byte[] line = Arrays.copyOf(shown, length);
        length = 0;
        cursor = 0;
        if (shown.length > FIRST) {
            shown = new byte[FIRST];
        }
        lines.accept(line);
    }

    private void escaped(byte next) {
        number = 0;
        mode = next == '[' ? Mode.SEQUENCE : Mode.TEXT;
    }

    private void sequence(byte next) {
        if (next >= '0' && next <= '9') {
            number = Math.min(FARTHEST, 10 * number + next - '0');
        } else if (next >= '@' && next < 127) {
            mode = Mode.TEXT;
            apply(next);
        } else if (next < ' ') {
            mode = Mode.TEXT;
            text(next);
        }
    }

    private void apply(byte command) {
        int steps = Math.max(1, number);
        switch (command) {
            case 'D' -> cursor = Math.max(0, cursor - steps);
            case 'C' -> cursor = Math.min(length, cursor + steps);
            case 'K' -> length = number == 0 ? cursor : length;
            default -> { }
        }
    }

    /** A line as text. */
    static String decoded(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }
}
