package io.awd.api.object;

import io.awd.api.iothread.IoThread;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a type is given to make an instance from. Valid as long as the instance lives.
 *
 * @param <P> the record of its properties
 */
@ProviderType
public interface Creation<P extends Record> {
    /** The id; for a part the id of what it belongs to. */
    String id();

    /** The properties, converted and checked against their description. */
    P properties();

    /** The link of a property that names one thing. Empty when the property is not set. */
    <T> Optional<Link<T>> link(String property, Class<T> kind);

    /** The links of a property that may name several, in order. */
    <T> List<Link<T>> links(String property, Class<T> kind);

    /**
     * The event loop for this instance: the one its property {@code iothread} names; for a chardev the one of the object that will
     * read from it, if that is known by now; else a shared default.
     */
    IoThread ioThread();

    /** What {@link Instance#suspend} returned when the bundle left, or {@link Instance#memento} before the daemon was started again; empty for a new instance. */
    Map<String, String> memento();

    /** How long opening may take before it fails, in ms; 0 for as long as it takes (a definition of the command line with {@code wait=on}). */
    long limitMillis();

    /**
     * Keeps what {@link Instance#memento} is to say after a restart, at once: for what must be on record before something is sent. A short write to the
     * state folder, if there is one; any thread. What changes otherwise is kept after each event anyway.
     */
    default void remember(Map<String, String> memento) {
    }

    /**
     * Tells whoever listens that something happened. Any thread, event loops too: it only queues.
     *
     * @param name the event in one word: {@code expired}, {@code recovered}
     * @param text one line for the log
     * @param data strings, numbers and booleans
     */
    void emit(String name, String text, Map<String, Object> data);

    /** As {@link #emit}, for what an operator should look at: the line of the log is a warning. */
    default void warn(String name, String text, Map<String, Object> data) {
        emit(name, text, data);
    }
}
