package io.awd.definitions.internal;

import io.awd.api.object.Definition;
import java.util.Set;

/** Booleans of definitions that nobody has converted yet. */
final class Flag {
    private static final Set<String> ON = Set.of("on", "yes", "true", "y");

    private Flag() {
    }

    static boolean on(Definition definition, String property) {
        return ON.contains(definition.properties().getOrDefault(property, "off"));
    }
}
