package io.awd.notifier.log.internal;

import io.awd.api.object.Attribute;

/** What a log notifier reports. */
record LogStatus(
        @Attribute(text = "Always true: the log is there") boolean ready,
        @Attribute(text = "Incidents and alerts written") long sent) {
}
