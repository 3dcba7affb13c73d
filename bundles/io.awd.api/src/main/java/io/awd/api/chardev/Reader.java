package io.awd.api.chardev;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Who reads from a chardev. Called on the io thread of the attachment only. An exception ends the connection, nothing else. */
@ConsumerType
public interface Reader {
    /** A peer is there. */
    void connected();

    /**
     * Bytes came.
     *
     * @param bytes in a buffer that is big-endian; it is valid during the call only, and what is left in it is thrown away
     * @param nanos the time ({@link System#nanoTime}), which was read for this call: with many peers each look at the clock counts
     */
    void received(ByteBuffer bytes, long nanos);

    /** The peer is gone. */
    void disconnected();
}
