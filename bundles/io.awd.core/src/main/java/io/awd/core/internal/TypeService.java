package io.awd.core.internal;

import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/**
 * A type as a bundle publishes it. Ordered best first: higher ranking, then higher bundle version, then lower bundle id.
 *
 * @param reference of its service
 * @param type the service
 * @param description read off its records
 */
record TypeService(ServiceReference<?> reference, ObjectType<?> type, TypeDescription description) implements Comparable<TypeService> {
    static TypeService of(ServiceReference<?> reference, ObjectType<?> type) {
        return new TypeService(reference, type, type.description());
    }

    private int ranking() {
        return reference.getProperty("service.ranking") instanceof Integer ranking ? ranking : 0;
    }

    /** An unregistering service has no bundle any more. */
    private Version version() {
        return reference.getBundle() == null ? Version.emptyVersion : reference.getBundle().getVersion();
    }

    private long bundle() {
        return reference.getProperty("service.bundleid") instanceof Long id ? id : Long.MAX_VALUE;
    }

    @Override
    public int compareTo(TypeService other) {
        int order = Integer.compare(other.ranking(), ranking());
        order = order != 0 ? order : other.version().compareTo(version());
        return order != 0 ? order : Long.compare(bundle(), other.bundle());
    }
}
