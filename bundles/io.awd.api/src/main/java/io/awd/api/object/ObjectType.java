package io.awd.api.object;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A type of chardev, object or part. A bundle publishes one service for each and says so in its manifest
 * ({@code Provide-Capability: io.awd.type;name="…"}), so that a type that is stopped is told apart from one that nobody knows.
 * Instances are plain Java objects; the container owns their life cycle. With two bundles for one type the higher service ranking
 * wins, then the higher bundle version, then the lower bundle id; when it leaves the next one takes over.
 *
 * @param <P> the record of its properties, every component with {@link Property}
 */
@ConsumerType
public interface ObjectType<P extends Record> {
    /** Its name, what its instances take and report. The same object each time: make it once, of {@link TypeDescription#of}. */
    TypeDescription description();

    /**
     * Makes and opens an instance. Runs on the thread of a door, never on an event loop and without a lock; may block within reason.
     *
     * @throws AwdException it cannot be made; nothing is left open
     */
    Instance<P> create(Creation<P> creation) throws AwdException;

    /**
     * Looks for what {@link #create} would refuse, as far as that can be told without opening, connecting or starting anything: files are read,
     * nothing else is touched.
     *
     * @param id the id that it would have
     * @throws AwdException as {@link #create}
     */
    default void check(String id, P properties) throws AwdException {
    }
}
