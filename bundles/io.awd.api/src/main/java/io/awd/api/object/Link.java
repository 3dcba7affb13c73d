package io.awd.api.object;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A property's tie to another instance. The definition behind it cannot be deleted while the link is there; its implementation may leave
 * for a while with its bundle.
 *
 * @param <T> the interface that is wanted of it
 */
@ProviderType
public interface Link<T> {
    /** The id that the property names. */
    String id();

    /** What stands behind it now; any thread. */
    Optional<T> target();
}
