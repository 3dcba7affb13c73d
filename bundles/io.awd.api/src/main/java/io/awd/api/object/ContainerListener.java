package io.awd.api.object;

import org.osgi.annotation.versioning.ConsumerType;

/** A service that is told what comes and goes. What is there already is told on its arrival. Called one at a time; must not call the container's add or delete. */
@ConsumerType
public interface ContainerListener {
    /** An instance came to life: added, or back after its bundle was. */
    void live(ObjectView object);

    /** An instance is about to end: deleted, or its bundle leaves. */
    void gone(ObjectView object);
}
