package io.awd.core.internal;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;

/**
 * Where an entry stands in the container.
 *
 * @param kind the name space
 * @param type of a part; empty for what has its id to itself
 * @param id the id
 * @param role of a part
 */
record Key(Kind kind, String type, String id, String role) {
    static Key of(Kind kind, String id) {
        return new Key(kind, "", id, "");
    }

    static Key of(Definition definition) {
        return of(definition.kind(), definition.id());
    }

    static Key part(String type, String id, String role) {
        return new Key(Kind.PART, type, id, role);
    }

    @Override
    public String toString() {
        return kind == Kind.PART ? type + " " + id + (role.isEmpty() ? "" : "," + role) : kind.word() + " " + id;
    }
}
