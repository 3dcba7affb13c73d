package io.awd.api.object;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A live chardev, object or part. What other instances use of it are the interfaces that it implements besides
 * ({@code Chardev}, {@code IoThread}, {@code Notifier}, {@code OptScript}).
 * The container calls {@link #set}, {@link #relinked}, {@link #suspend} and {@link #close} one at a time, never on an event loop.
 *
 * @param <P> the record of its properties
 */
@ConsumerType
public interface Instance<P extends Record> extends AutoCloseable {
    /** A snapshot of what it reports, of the record class that its type names. Any thread; must not block. */
    Record status();

    /**
     * New properties at run time; only settable ones differ.
     *
     * @throws AwdException they don't fit together; the old ones stay in force
     */
    default void set(P properties) throws AwdException {
    }

    /** What stands behind the links of this property went or came back; the {@link Link} objects tell. */
    default void relinked(String property) {
    }

    /**
     * What is to be remembered over a restart of the daemon, as {@link Creation#memento} gives it back; empty: nothing. Asked after each event of
     * it. Any thread; must not block.
     */
    default Map<String, String> memento() {
        return Map.of();
    }

    /**
     * Closes it because its bundle leaves; it is to be made again, and is then given what this returns ({@link Creation#memento}).
     * Strings only, so that no class of the old bundle is held.
     */
    default Map<String, String> suspend() {
        close();
        return Map.of();
    }

    /** Ends it for good, cleanly, and frees all it holds before it returns. Does nothing the second time. */
    @Override
    void close();
}
