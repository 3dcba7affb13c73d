package io.awd.core.internal;

import io.awd.api.object.Link;
import java.util.Optional;

/**
 * A property's tie from one entry to another.
 *
 * @param property that names it
 * @param owner the entry whose property it is
 * @param to the entry it names
 */
record LinkTo(String property, Entry owner, Entry to) {

    <T> Link<T> as(Class<T> kind) {
        return new Link<>() {
            @Override
            public String id() {
                return to.id();
            }

            @Override
            public Optional<T> target() {
                return to.instance(kind);
            }
        };
    }

    /** Identity, not content: an entry may name the same target twice. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
