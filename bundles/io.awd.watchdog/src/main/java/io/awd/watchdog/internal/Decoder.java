package io.awd.watchdog.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the messages in what one connection sends, however it is cut into reads. Unless a protocol is named the dialect is decided by the first
 * bytes: a plausible length is awd, {@code [A-Z_]+=} is notify, all else is any. Keeps a fixed few bytes; allocates nothing. What it finds it says to its own
 * abstract methods: who is told is the same object, since a message has that at hand, and each further one costs the wait for its memory.
 */
abstract class Decoder extends Arrivals {
    /** What a connection speaks. */
    enum Dialect { UNDECIDED, AWD, NOTIFY, ANY, TCP_CONNECT, QGA }

    private static final int KEPT = 64;
    private static final byte[] REPLY = bytes(Frame.REPLY_TEXT);
    private static final byte[] STOPPING = bytes(Frame.STOPPING_TEXT);
    private static final byte[] MUTE = bytes(Frame.MUTE_TEXT);
    private static final byte[] RETURN = bytes("{\"return\"");
    private static final byte[] WATCHDOG_LINE = bytes("WATCHDOG=1");
    private static final byte[] STOPPING_LINE = bytes("STOPPING=1");
    private static final byte[] TRIGGER_LINE = bytes("WATCHDOG=trigger");
    private static final byte[] USEC = bytes("WATCHDOG_USEC=");
    private static final int USEC_DIGITS = 15;
    /** For {@link #length}: the next message's own is being read. */
    private static final int HEADER = -1;
    /** For {@link #length}: one was too long, {@link #count} says how long, unsigned. */
    private static final int REFUSED = -2;
    private int count;
    /** Of the message at work. */
    private int length;
    /** Bytes that came since the last sign of life. */
    private int pending;
    private volatile Dialect dialect;
    private final WatchdogProperties.Protocol protocol;
    private final byte[] kept = new byte[KEPT];

    /** @param now monotonic, ns */
    Decoder(WatchdogProperties.Protocol protocol, long now) {
        super(now);
        this.protocol = protocol;
        reset();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    final Dialect dialect() {
        return dialect;
    }

    /** Forgets all: half a message never outlives its connection. */
    final void reset() {
        dialect = switch (protocol) {
            case AUTO -> Dialect.UNDECIDED;
            case AWD -> Dialect.AWD;
            case NOTIFY -> Dialect.NOTIFY;
            case ANY -> Dialect.ANY;
            case TCP_CONNECT -> Dialect.TCP_CONNECT;
            case QGA -> Dialect.QGA;
        };
        count = 0;
        length = HEADER;
    }

    /** How many bytes came since the last sign of life; from now on they count anew. */
    final int takePending() {
        int bytes = pending;
        pending = 0;
        return bytes;
    }

    /** A message that may be answered; its last bytes came then (monotonic, ns). */
    abstract void message(long nanos);

    /** A reply to a pulse of ours: life, but never answered. */
    abstract void reply(long nanos);

    /** The peer stops on purpose. */
    abstract void stopping();

    /** The peer says that it falls silent because what it follows is not well: no life. */
    abstract void mute();

    /** The peer asks for its expiry (WATCHDOG=trigger). */
    abstract void trigger();

    /** The peer asks for a timeout (WATCHDOG_USEC). */
    abstract void timeout(long micros);

    /** A length beyond {@link Frame#LARGEST}; nothing that follows can be understood. */
    abstract void refused(long announced);

    /** Takes all of the bytes, which came then (monotonic, ns). */
    final void decode(ByteBuffer bytes, long nanos) {
        pending += bytes.remaining();
        while (bytes.hasRemaining() && length != REFUSED) {
            switch (dialect) {
                case UNDECIDED -> decide(bytes.get(), nanos);
                case AWD -> frame(bytes, nanos);
                case NOTIFY, QGA -> line(bytes.get(), nanos);
                // that it can be connected to is all that is asked of it
                case TCP_CONNECT -> bytes.position(bytes.limit());
                case ANY -> {
                    bytes.position(bytes.limit());
                    message(nanos);
                }
                default -> throw new IllegalStateException(dialect.toString());
            }
            if (length == REFUSED) {
                bytes.position(bytes.limit());
                refused(Integer.toUnsignedLong(count));
            }
        }
        // systemd takes text without its newline too; the newline that may follow then ends an empty line
        if (dialect == Dialect.NOTIFY && (is(WATCHDOG_LINE, count) || is(STOPPING_LINE, count) || is(TRIGGER_LINE, count))) {
            endOfLine(nanos);
        }
    }

    /** One byte at a time, as far as it takes to know. */
    private void decide(byte b, long nanos) {
        kept[count++] = b;
        if (kept[0] == 0) {
            if (count == 4) {
                decideByLength(nanos);
            }
        } else if (b == '=' && count > 1) {
            dialect = Dialect.NOTIFY;
        } else if (!(b >= 'A' && b <= 'Z' || b == '_') || count == KEPT) {
            any(nanos);
        }
    }

    private void decideByLength(long nanos) {
        long header = kept();
        if (header <= Frame.LARGEST) {
            dialect = Dialect.AWD;
            beginBody(header, nanos);
        } else {
            any(nanos);
        }
    }

    private void any(long nanos) {
        dialect = Dialect.ANY;
        message(nanos);
    }

    /** The length that stands in the first four bytes kept. */
    private long kept() {
        return (kept[0] & 0xFFL) << 24 | (kept[1] & 0xFF) << 16 | (kept[2] & 0xFF) << 8 | kept[3] & 0xFF;
    }

    private void frame(ByteBuffer bytes, long nanos) {
        if (length == HEADER) {
            if (count == 0 && bytes.remaining() >= 4) {
                beginBody(bytes.getInt() & 0xFFFF_FFFFL, nanos);
                return;
            }
            kept[count++] = bytes.get();
            if (count == 4) {
                beginBody(kept(), nanos);
            }
            return;
        }
        int take = Math.min(bytes.remaining(), length - count);
        if (length == REPLY.length || length == STOPPING.length || length == MUTE.length) {
            bytes.get(bytes.position(), kept, count, take);
        }
        bytes.position(bytes.position() + take);
        count += take;
        if (count == length) {
            endBody(nanos);
        }
    }

    private void beginBody(long header, long nanos) {
        if (header > Frame.LARGEST) {
            length = REFUSED;
            count = (int) header;
            return;
        }
        length = (int) header;
        count = 0;
        if (length == 0) {
            endBody(nanos);
        }
    }

    private void endBody(long nanos) {
        int whole = length;
        length = HEADER;
        count = 0;
        if (is(REPLY, whole)) {
            reply(nanos);
        } else if (is(STOPPING, whole)) {
            stopping();
        } else if (is(MUTE, whole)) {
            mute();
        } else {
            message(nanos);
        }
    }

    private void line(byte b, long nanos) {
        if (b == '\n') {
            endOfLine(nanos);
        } else if (count < KEPT) {
            kept[count++] = b;
        }
    }

    private void endOfLine(long nanos) {
        int end = count > 0 && kept[count - 1] == '\r' ? count - 1 : count;
        if (dialect == Dialect.QGA) {
            if (begins(RETURN, end)) {
                reply(nanos);
            }
        } else if (is(WATCHDOG_LINE, end)) {
            message(nanos);
        } else if (is(STOPPING_LINE, end)) {
            stopping();
        } else if (protocol == WatchdogProperties.Protocol.NOTIFY) {
            request(end);
        }
        count = 0;
    }

    /** What changes more than the deadline is taken only from a peer whose protocol was named. */
    private void request(int end) {
        if (is(TRIGGER_LINE, end)) {
            trigger();
        } else if (begins(USEC, end) && end > USEC.length && end <= USEC.length + USEC_DIGITS) {
            long micros = 0;
            for (int i = USEC.length; i < end; i++) {
                if (kept[i] < '0' || kept[i] > '9') {
                    return;
                }
                micros = micros * 10 + kept[i] - '0';
            }
            timeout(micros);
        }
    }

    private boolean is(byte[] text, int end) {
        return end == text.length && begins(text, end);
    }

    private boolean begins(byte[] text, int end) {
        if (end < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (kept[i] != text[i]) {
                return false;
            }
        }
        return true;
    }
}
