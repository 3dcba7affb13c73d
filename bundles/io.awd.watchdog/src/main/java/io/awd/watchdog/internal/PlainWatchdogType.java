package io.awd.watchdog.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.ObjectType;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code -object watchdog,id=ID,timeout=MS,chardev=ID}: the form that QEMU's maintainer proposed. The same object, whose chardev is called
 * {@code chardev} and whose peer speaks the notify protocol unless said otherwise.
 */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = PlainWatchdogType.NAME, attribute = "kind=object")
public final class PlainWatchdogType implements ObjectType<WatchdogProperties> {
    static final String NAME = "watchdog";
    private static final String NODE = "chardev";
    private static final TypeDescription DESCRIPTION = describe();
    private final Watchdogs watchdogs;

    /** Called by Declarative Services. */
    @Activate
    public PlainWatchdogType(@Reference Watchdogs watchdogs) {
        this.watchdogs = watchdogs;
    }

    private static TypeDescription describe() {
        TypeDescription same = WatchdogType.DESCRIPTION;
        return new TypeDescription(same.kind(), NAME, "advanced-watchdog for a peer that speaks systemd's notify protocol",
                same.properties().stream().map(PlainWatchdogType::adapt).toList(), same.attributes(), same.record());
    }

    private static PropertyDescription adapt(PropertyDescription p) {
        return switch (p.name()) {
            case "awd_node" -> p.called(NODE);
            case "protocol" -> p.withDefault(Optional.of("notify"));
            default -> p;
        };
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<WatchdogProperties> create(Creation<WatchdogProperties> creation) throws AwdException {
        return watchdogs.create(creation, NODE);
    }
}
