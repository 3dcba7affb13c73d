package io.awd.watchdog.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The messages of net/awd.c's wire format: a big-endian length, then text with its trailing NUL. */
final class Frame {
    /** The largest length that is accepted, net/awd.c's NET_BUFSIZE. */
    static final int LARGEST = 69_632;
    static final String PULSE_TEXT = "advanced-watchdog pulse\0";
    static final String REPLY_TEXT = "advanced-watchdog reply pulse\0";
    static final String STOPPING_TEXT = "advanced-watchdog stopping\0";
    static final String MUTE_TEXT = "advanced-watchdog mute\0";
    static final byte[] PULSE = encode(PULSE_TEXT);
    static final byte[] REPLY = encode(REPLY_TEXT);
    static final byte[] STOPPING = encode(STOPPING_TEXT);

    static final byte[] MUTE = encode(MUTE_TEXT);
    /** What asks a QEMU guest agent whether it lives (qga/qapi-schema.json: guest-ping). */
    static final byte[] GUEST_PING = "{\"execute\":\"guest-ping\"}\n".getBytes(StandardCharsets.US_ASCII);

    private Frame() {
    }

    static byte[] encode(String text) {
        byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
    }
}
