package io.awd.notifier.chardev.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import io.awd.api.object.Property;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The part behind a {@code notification_node} that names a chardev: what net/awd.c does. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = ChardevNotifierType.NAME, attribute = "kind=part")
public final class ChardevNotifierType implements ObjectType<ChardevNotifierType.Properties> {
    static final String NAME = "notifier-chardev";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.PART, NAME,
            "writes scripts to a chardev as they are", Properties.class, NotifierStatus.class);

    /** What the container says of it. */
    public record Properties(
            @Property(text = "The chardev that scripts are written to", required = true, link = Chardev.class) String chardev) {
    }

    /** Called by Declarative Services. */
    @Activate
    public ChardevNotifierType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        ChardevNotifier notifier = new ChardevNotifier(creation);
        notifier.open();
        return notifier;
    }
}
