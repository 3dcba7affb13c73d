package io.awd.watchdog.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the messages in what one connection sends, however it is cut into reads. The dialect is decided by the first bytes:
 * a plausible length is awd, {@code [A-Z_]+=} is notify, all else is any. Keeps a fixed few bytes; allocates nothing.
 */
final class Decoder {
    /** What a connection speaks. */
    enum Dialect { UNDECIDED, AWD, NOTIFY, ANY }

    /** Who is told of the messages. */
    interface Messages {
        /** A message that may be answered. */
        void message();

        /** A reply to a pulse of ours: life, but never answered. */
        void reply();

        /** The peer stops on purpose. */
        void stopping();

        /** A length beyond {@link Frame#LARGEST}; nothing that follows can be understood. */
        void refused(long length);
    }

    private static final int KEPT = 64;
    private static final byte[] REPLY = Frame.REPLY_TEXT.getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] STOPPING = Frame.STOPPING_TEXT.getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] WATCHDOG_LINE = "WATCHDOG=1".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] STOPPING_LINE = "STOPPING=1".getBytes(StandardCharsets.ISO_8859_1);
    private final Messages messages;
    private final byte[] kept = new byte[KEPT];
    private Dialect dialect = Dialect.UNDECIDED;
    private int count;
    private int length;
    private boolean inBody;
    private boolean refused;

    Decoder(Messages messages) {
        this.messages = messages;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Forgets all: half a message never outlives its connection. */
    void reset() {
        dialect = Dialect.UNDECIDED;
        count = 0;
        inBody = false;
        refused = false;
    }

    void received(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !refused) {
            switch (dialect) {
                case UNDECIDED -> decide(bytes.get());
                case AWD -> frame(bytes);
                case NOTIFY -> line(bytes.get());
                case ANY -> {
                    bytes.position(bytes.limit());
                    messages.message();
                }
                default -> throw new IllegalStateException(dialect.toString());
            }
            if (refused) {
                bytes.position(bytes.limit());
                messages.refused(header());
            }
        }
        // systemd takes text without its newline too; the newline that may follow then ends an empty line
        if (dialect == Dialect.NOTIFY && (is(WATCHDOG_LINE, count) || is(STOPPING_LINE, count))) {
            endOfLine();
        }
    }

    /** One byte at a time, as far as it takes to know. */
    private void decide(byte b) {
        kept[count++] = b;
        if (kept[0] == 0) {
            if (count == 4) {
                decideByLength();
            }
        } else if (b == '=' && count > 1) {
            dialect = Dialect.NOTIFY;
        } else if (!(b >= 'A' && b <= 'Z' || b == '_') || count == KEPT) {
            any();
        }
    }

    private void decideByLength() {
        if (header() <= Frame.LARGEST) {
            dialect = Dialect.AWD;
            beginBody();
        } else {
            any();
        }
    }

    private void any() {
        dialect = Dialect.ANY;
        messages.message();
    }

    private long header() {
        return (kept[0] & 0xFFL) << 24 | (kept[1] & 0xFF) << 16 | (kept[2] & 0xFF) << 8 | kept[3] & 0xFF;
    }

    private void frame(ByteBuffer bytes) {
        if (!inBody) {
            kept[count++] = bytes.get();
            if (count == 4) {
                beginBody();
            }
            return;
        }
        int take = Math.min(bytes.remaining(), length - count);
        for (int i = count; i < KEPT && i < count + take; i++) {
            kept[i] = bytes.get(bytes.position() + i - count);
        }
        bytes.position(bytes.position() + take);
        count += take;
        if (count == length) {
            endBody();
        }
    }

    private void beginBody() {
        long header = header();
        count = 0;
        if (header > Frame.LARGEST) {
            refused = true;
            return;
        }
        length = (int) header;
        inBody = true;
        if (length == 0) {
            endBody();
        }
    }

    private void endBody() {
        inBody = false;
        count = 0;
        if (is(REPLY, length)) {
            messages.reply();
        } else if (is(STOPPING, length)) {
            messages.stopping();
        } else {
            messages.message();
        }
    }

    private void line(byte b) {
        if (b == '\n') {
            endOfLine();
        } else if (count < KEPT) {
            kept[count++] = b;
        }
    }

    private void endOfLine() {
        int end = count > 0 && kept[count - 1] == '\r' ? count - 1 : count;
        if (is(WATCHDOG_LINE, end)) {
            messages.message();
        } else if (is(STOPPING_LINE, end)) {
            messages.stopping();
        }
        count = 0;
    }

    private boolean is(byte[] text, int end) {
        if (end != text.length) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            if (kept[i] != text[i]) {
                return false;
            }
        }
        return true;
    }
}
