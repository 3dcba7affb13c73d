package io.awd.monitor.internal;

import io.awd.api.command.Command;
import io.awd.api.command.CommandTable;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/** The type {@code monitor}: AWD's commands, and nothing else, for the peer of a chardev. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = "monitor", attribute = {"kind=object"})
public final class MonitorType implements ObjectType<MonitorProperties> {
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, "monitor",
            "AWD's own commands for the peer of a chardev, as QEMU's human monitor", MonitorProperties.class, MonitorStatus.class);

    /**
     * Commands need the container and the container needs its types: as references of this component they would close a circle.
     * So they are looked for when the first monitor is made.
     */
    private final ServiceTracker<Command, Command> commands;
    private final String version;

    /** Called by Declarative Services. */
    @Activate
    public MonitorType(BundleContext context) {
        commands = new ServiceTracker<>(context, Command.class, null);
        Version own = context.getBundle().getVersion();
        version = own.getMajor() + "." + own.getMinor() + "." + own.getMicro();
    }

    @Deactivate
    void deactivate() {
        commands.close();
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<MonitorProperties> create(Creation<MonitorProperties> creation) throws AwdException {
        commands.open();
        return new Monitor(creation, version, () -> new CommandTable(commands.getTracked().values()));
    }
}
