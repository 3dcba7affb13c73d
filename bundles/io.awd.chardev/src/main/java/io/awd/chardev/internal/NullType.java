package io.awd.chardev.internal;

import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code -chardev null}: takes everything and gives nothing. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = NullType.NAME, attribute = "kind=chardev")
public final class NullType implements ObjectType<NullType.Properties> {
    static final String NAME = "null";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.CHARDEV, NAME,
            "discards what is written to it, and nothing arrives", Properties.class, StreamStatus.class);

    /** It takes none. */
    record Properties() {
    }

    private static final class Nothing implements StreamChardev.Output {
        @Override
        public void write(byte[] bytes) {
            // that is all
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Called by Declarative Services. */
    @Activate
    public NullType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) {
        return new StreamChardev<>(NAME, creation.id(), new Nothing(), Runnable::run);
    }
}
