package io.awd.api.chardev;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The way to send through a chardev. Any thread. */
@ProviderType
public interface Writer extends AutoCloseable {
    /** The largest number of bytes that may wait in one chardev. */
    int LIMIT = 1 << 20;

    /**
     * Sends bytes, as a whole and not interleaved with others'.
     *
     * @return done when the kernel (or the file) has taken all of them; failed with a {@link NothingSentException} when no peer is there
     *         ({@code not connected}) or {@link #LIMIT} would be exceeded, and with another {@link java.io.IOException} when the connection broke in between
     */
    CompletionStage<Void> write(byte[] bytes);

    /** Gives it back. What was written still goes out. */
    @Override
    void close();
}
