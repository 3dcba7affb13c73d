package io.awd.core.internal;

import io.awd.api.object.Attribute;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code -object iothread,id=ID}: an event loop of its own for what names it. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = IoThreadType.NAME, attribute = "kind=object")
public final class IoThreadType implements ObjectType<IoThreadType.Properties> {
    static final String NAME = "iothread";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "an event loop on a thread of its own", Properties.class, Status.class);

    /** It takes none. */
    public record Properties() {
    }

    /** What it reports. */
    public record Status(
            @Attribute(text = "The thread's name in thread dumps") String thread,
            @Attribute(text = "How it waits: epoll or nio") String transport) {
    }

    /** Called by Declarative Services. */
    @Activate
    public IoThreadType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) {
        return new NettyIoThread(creation.id());
    }
}
