package io.awd.watchdog.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code -object advanced-watchdog,id=ID,awd_node=CHARDEV,…}. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = WatchdogType.NAME, attribute = "kind=object")
public final class WatchdogType implements ObjectType<WatchdogProperties> {
    static final String NAME = "advanced-watchdog";
    static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "exchanges heartbeats with a peer and runs a script when it falls silent", WatchdogProperties.class, WatchdogStatus.class);
    private final Watchdogs watchdogs;

    /** Called by Declarative Services. */
    @Activate
    public WatchdogType(@Reference Watchdogs watchdogs) {
        this.watchdogs = watchdogs;
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<WatchdogProperties> create(Creation<WatchdogProperties> creation) throws AwdException {
        return watchdogs.create(creation, "awd_node");
    }
}
