package io.awd.notifier.mail.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** A notifier that sends mails through an SMTP server. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = MailNotifierType.NAME, attribute = "kind=object")
public final class MailNotifierType implements ObjectType<MailProperties> {
    static final String NAME = "notifier-mail";
    private static final long SHORTEST_INTERVAL_MILLIS = 1_000;
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME, "tells of incidents by mail", MailProperties.class,
            MailStatus.class);

    /** Called by Declarative Services. */
    @Activate
    public MailNotifierType() {
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<MailProperties> create(Creation<MailProperties> creation) throws AwdException {
        check(creation.id(), creation.properties());
        MailNotifier notifier = new MailNotifier(creation, Server.of(creation.id(), creation.properties()),
                Letter.of(creation.id(), creation.properties()));
        notifier.open();
        return notifier;
    }

    @Override
    public void check(String id, MailProperties properties) throws AwdException {
        long interval = properties.probeInterval();
        if (interval > 0 && interval < SHORTEST_INTERVAL_MILLIS) {
            throw new AwdException("Parameter 'probe_interval' does not accept value '" + interval + "' (0, or at least " + SHORTEST_INTERVAL_MILLIS + ")");
        }
        Server.of(id, properties);
        Letter.of(id, properties);
    }
}
