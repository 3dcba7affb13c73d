package io.awd.api.chardev;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Who reads from a chardev. Called on the io thread of the attachment only. An exception ends the connection, nothing else. */
@ConsumerType
public interface Reader {
    /** A peer is there. */
    void connected();

    /** Bytes came, in a buffer that is big-endian. It is valid during the call only; what is left in it is thrown away. */
    void received(ByteBuffer bytes);

    /** The peer is gone. */
    void disconnected();
}
