package io.awd.chardev.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import java.util.concurrent.ThreadPoolExecutor;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** {@code -chardev socket}: TCP and unix sockets, both ends. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = SocketType.NAME, attribute = "kind=chardev")
public final class SocketType implements ObjectType<SocketProperties> {
    static final String NAME = "socket";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.CHARDEV, NAME,
            "a TCP or unix socket, listening or connecting", SocketProperties.class, SocketStatus.class);
    private final ReadBuffers buffers = new ReadBuffers();
    /** For names of hosts only: the JDK's resolver blocks. */
    private final ThreadPoolExecutor resolver = Daemons.pool("awd-chardev-resolver", 2);

    /** Called by Declarative Services. */
    @Activate
    public SocketType() {
    }

    @Deactivate
    void stop() {
        resolver.shutdownNow();
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<SocketProperties> create(Creation<SocketProperties> creation) throws AwdException {
        SocketProperties properties = creation.properties();
        if (!properties.server() && properties.waits().isPresent()) {
            throw new AwdException("'wait' option is incompatible with socket in client connect mode");
        }
        if (properties.server() && properties.reconnect().isPresent()) {
            throw new AwdException("'reconnect' option is incompatible with socket in server listen mode");
        }
        return SocketChardev.open(creation, buffers, resolver);
    }
}
