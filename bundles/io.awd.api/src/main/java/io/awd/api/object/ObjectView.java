package io.awd.api.object;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** One entry of the container as a door sees it. Any thread. */
@ProviderType
public interface ObjectView {
    /** Its name space. */
    Kind kind();

    /** Its type's name. */
    String type();

    /** Its id; of a part the id of what it belongs to. */
    String id();

    /** The part's role among parts of the same type and id ({@code opt}), else empty. */
    String role();

    /** Why it has no implementation now; empty when it lives. */
    Optional<String> pending();

    /** Its type's description; empty while it is pending. */
    Optional<TypeDescription> description();

    /** All properties as numbers, booleans, strings (words for an enum) and lists, defaults filled in; as text while it is pending. Secrets are left out. */
    Map<String, Object> properties();

    /** What it reports now, by attribute name; empty while it is pending. */
    Map<String, Object> status();

    /** Whether something links to it. */
    boolean inUse();
}
