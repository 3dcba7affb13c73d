package io.awd.notifier.log.internal;

import io.awd.api.object.Property;

/** What a log notifier takes. */
record LogProperties(
        @Property(text = "level of its lines, which are the logger awd.incident's", defaultValue = "warn") Level level) {

    /** How loud. */
    enum Level { INFO, WARN, ERROR }
}
