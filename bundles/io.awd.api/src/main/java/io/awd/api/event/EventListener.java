package io.awd.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/** A service that is told every event, in order, on a thread of the container's own; one that is slow delays the other listeners, never a watchdog. */
@ConsumerType
public interface EventListener {
    /** Called for each event. */
    void event(Event event);
}
