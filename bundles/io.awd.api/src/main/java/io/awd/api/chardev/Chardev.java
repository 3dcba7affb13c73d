package io.awd.api.chardev;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A character device as QEMU's {@code -chardev}. Somebody may hold it alone and read from it ({@link #attach}), or several may share
 * it for writing ({@link #writer}). Without a reader all that arrives is thrown away, so that the peer's end is seen and the peer is never held up.
 */
@ProviderType
public interface Chardev {
    /** QEMU's {@code filename} of {@code info chardev}: {@code tcp:127.0.0.1:9009,server=on <-> 127.0.0.1:53960}. Any thread. */
    String filename();

    /** Whether a peer is there. Any thread. */
    boolean connected();

    /**
     * Takes it for oneself.
     *
     * @param thread all of the reader's methods are called on it
     * @throws AwdException {@code Device 'x' is in use}
     */
    Attachment attach(Reader reader, IoThread thread) throws AwdException;

    /**
     * Shares it for writing.
     *
     * @throws AwdException {@code Device 'x' is in use}: somebody has it alone
     */
    Writer writer() throws AwdException;
}
