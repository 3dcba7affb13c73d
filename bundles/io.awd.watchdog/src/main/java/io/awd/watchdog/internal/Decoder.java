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
    private final WatchdogProperties.Protocol protocol;
    private final byte[] kept = new byte[KEPT];
    private volatile Dialect dialect;
    private int count;
    private long header;
    private int length;
    private boolean inBody;
    private boolean refused;

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
        inBody = false;
        refused = false;
    }

    /** A message that may be answered. */
    abstract void message();

    /** A reply to a pulse of ours: life, but never answered. */
    abstract void reply();

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

    /** Takes all of the bytes. */
    final void decode(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !refused) {
            switch (dialect) {
                case UNDECIDED -> decide(bytes.get());
                case AWD -> frame(bytes);
                case NOTIFY, QGA -> line(bytes.get());
                // that it can be connected to is all that is asked of it
                case TCP_CONNECT -> bytes.position(bytes.limit());
                case ANY -> {
                    bytes.position(bytes.limit());
                    message();
                }
                default -> throw new IllegalStateException(dialect.toString());
            }
            if (refused) {
                bytes.position(bytes.limit());
                refused(header);
            }
        }
        // systemd takes text without its newline too; the newline that may follow then ends an empty line
        if (dialect == Dialect.NOTIFY && (is(WATCHDOG_LINE, count) || is(STOPPING_LINE, count) || is(TRIGGER_LINE, count))) {
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
        header = kept();
        if (header <= Frame.LARGEST) {
            dialect = Dialect.AWD;
            beginBody();
        } else {
            any();
        }
    }

    private void any() {
        dialect = Dialect.ANY;
        message();
    }

    /** The length that stands in the first four bytes kept. */
    private long kept() {
        return (kept[0] & 0xFFL) << 24 | (kept[1] & 0xFF) << 16 | (kept[2] & 0xFF) << 8 | kept[3] & 0xFF;
    }

    private void frame(ByteBuffer bytes) {
        if (!inBody) {
            if (count == 0 && bytes.remaining() >= 4) {
                header = bytes.getInt() & 0xFFFF_FFFFL;
                beginBody();
                return;
            }
            kept[count++] = bytes.get();
            if (count == 4) {
                header = kept();
                beginBody();
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
            endBody();
        }
    }

    private void beginBody() {
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
            reply();
        } else if (is(STOPPING, length)) {
            stopping();
        } else if (is(MUTE, length)) {
            mute();
        } else {
            message();
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
        if (dialect == Dialect.QGA) {
            if (begins(RETURN, end)) {
                reply();
            }
        } else if (is(WATCHDOG_LINE, end)) {
            message();
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
