package io.awd.notifier.log.internal;

import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The type {@code notifier-log}: incidents as lines of the log. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = LogNotifierType.NAME, attribute = "kind=object")
public final class LogNotifierType implements ObjectType<LogProperties> {
    static final String NAME = "notifier-log";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "writes incidents and their scripts into the log", LogProperties.class, LogStatus.class);

    /** Called by Declarative Services. */
    @Activate
    public LogNotifierType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<LogProperties> create(Creation<LogProperties> creation) {
        return new LogNotifier(creation);
    }
}
