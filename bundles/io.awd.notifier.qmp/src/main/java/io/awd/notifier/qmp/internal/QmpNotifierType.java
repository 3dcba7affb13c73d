package io.awd.notifier.qmp.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.util.concurrent.ForkJoinPool;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code -object notifier-qmp}: a QMP monitor that executes an opt-script's lines and answers each. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = QmpNotifierType.NAME, attribute = "kind=object")
public final class QmpNotifierType implements ObjectType<QmpNotifierType.Properties> {
    static final String NAME = "notifier-qmp";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "executes a script's lines on a QMP monitor and waits for each answer", Properties.class, NotifierStatus.class);

    /** What the container says of it. */
    public record Properties(
            @Property(text = "The chardev that leads to the monitor, held alone; give it reconnect=1", required = true, link = Chardev.class)
            String chardev,
            @Property(text = "How often an idle monitor is asked for its run state with query-status; more often if who relies on it needs that", defaultValue = "10000", min = 100, unit = "ms",
                    settable = true) long probeInterval) {
    }

    /** Called by Declarative Services. */
    @Activate
    public QmpNotifierType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        QmpNotifier notifier = new QmpNotifier(creation, System::nanoTime, ForkJoinPool.commonPool());
        notifier.open();
        return notifier;
    }
}
