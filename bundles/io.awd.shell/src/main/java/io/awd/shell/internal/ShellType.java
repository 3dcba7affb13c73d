package io.awd.shell.internal;

import io.awd.api.command.Command;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;

/** The type {@code shell}: the whole Gogo shell on a unix socket or on the terminal. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = "shell", attribute = {"kind=object"})
public final class ShellType implements ObjectType<ShellProperties> {
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, "shell",
            "the Gogo shell, which can do anything in this process, on a unix socket or on the terminal", ShellProperties.class, ShellStatus.class);

    /** Not {@code System.in}: Gogo redirects that one, by thread, to its sessions. */
    private static final SharedInput STANDARD_INPUT = new SharedInput(new FileInputStream(FileDescriptor.in));
    private final CommandProcessor processor;
    /** Commands need the container and the container needs its types: as references of this component they would close a circle. */
    private final ServiceTracker<Command, Command> commands;
    private final Completion completion;
    private final String version;

    /** Called by Declarative Services. */
    @Activate
    public ShellType(BundleContext context, @Reference CommandProcessor processor) {
        this.processor = processor;
        commands = new ServiceTracker<>(context, Command.class, null);
        completion = new Completion(() -> commands.getTracked().values());
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
    public Instance<ShellProperties> create(Creation<ShellProperties> creation) throws AwdException {
        ShellProperties properties = creation.properties();
        if (properties.path().isPresent() && properties.terminal()) {
            throw new AwdException("'path' option is incompatible with 'terminal=on'");
        } else if (properties.path().isEmpty() && !properties.terminal()) {
            throw new AwdException("shell needs 'path' or 'terminal=on' property set");
        }
        commands.open();
        Counts counts = new Counts();
        return new Shell(door(creation.id(), properties, counts), counts);
    }

    private Door door(String id, ShellProperties properties, Counts counts) throws AwdException {
        if (properties.path().isPresent()) {
            return new SocketDoor(id, SocketFile.bind(properties.path().get()), processor, completion, version, counts);
        }
        return new TerminalDoor(id, STANDARD_INPUT, new FileOutputStream(FileDescriptor.out), RawTerminal::open, processor, completion, version, counts);
    }
}
