package io.awd.api.chardev;

import org.osgi.annotation.versioning.ProviderType;

/** A chardev held alone. */
@ProviderType
public interface Attachment extends Writer {
    /**
     * Sends bytes now or not at all: never queues, never allocates. On the io thread only.
     *
     * @param message the same array may be given again and again; it must not change
     * @return false: there is no peer, or it takes nothing more; nothing was sent
     */
    boolean offer(byte[] message);

    /** Whether bytes are read from the peer; they are at first. Any thread. */
    void reading(boolean on);

    /** Ends the present connection; a server takes the next client, a client with {@code reconnect} tries again. Any thread. */
    void disconnect();

    /**
     * How long a peer may be silent before a waiting client takes its place, in ms (a host that lost power leaves no end of its connection).
     * TCP's user timeout and keep-alive follow it. 0, as at first: for ever. Any thread.
     */
    void patience(long millis);
}
