package io.awd.notifier.hmp.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code -object notifier-hmp}: a QEMU human monitor that executes an opt-script's lines and answers each. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = HmpNotifierType.NAME, attribute = "kind=object")
public final class HmpNotifierType implements ObjectType<HmpNotifierType.Properties> {
    static final String NAME = "notifier-hmp";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "executes a script's lines on a human monitor, QEMU's or another AWD's, and waits for each answer", Properties.class, NotifierStatus.class);

    /** What the container says of it. */
    public record Properties(
            @Property(text = "The chardev that leads to the monitor, held alone; give it reconnect=1", required = true, link = Chardev.class)
            String chardev,
            @Property(text = "How often an idle monitor is asked for a new prompt with an empty line", defaultValue = "10000", min = 100, unit = "ms",
                    settable = true) long probeInterval) {
    }

    /** Called by Declarative Services. */
    @Activate
    public HmpNotifierType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        HmpNotifier notifier = new HmpNotifier(creation, System::nanoTime);
        notifier.open();
        return notifier;
    }
}
