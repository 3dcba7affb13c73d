package io.awd.chardev.internal;

import io.awd.api.object.AwdException;

/** Where a socket chardev's connections come from. All but {@link #open} and {@link #closePort} is called on the chardev's loop. */
sealed interface Side permits ServerSide, ClientSide {
    /**
     * Begins; may block.
     *
     * @param limitMillis 0: no limit
     * @throws AwdException nothing is left open
     */
    void open(long limitMillis) throws AwdException;

    /** What is listened on or connected to, as far as it is known. */
    Endpoint endpoint();

    /** A connection is being served. */
    void served();

    /** The connection ended; the next one, if any, is given to the chardev. */
    void lost();

    /** The reader's patience is another. */
    void patienceChanged();

    /** No connection is wanted any more. */
    void stop();

    /** Frees the port and the path before it returns. Any thread but an event loop. */
    void closePort();
}
