package io.awd.optscript.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part behind a watchdog's {@code opt_script}: the file is read at creation, and anew when an operator says so. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = OptScriptType.NAME, attribute = "kind=part")
public final class OptScriptType implements ObjectType<OptScriptType.Properties> {
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");
    static final String NAME = "opt-script";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.PART, NAME,
            "a script that is sent to notification nodes", Properties.class, ScriptStatus.class);

    /** What the container says of it. */
    public record Properties(
            @Property(text = "The script's file; without one only the news of an incident goes out") Optional<Path> file,
            @Property(text = "The watchdog that it belongs to", required = true) String owner,
            @Property(text = "opt: sent at expiry; recover: sent when the peer is back", required = true) String role) {
    }

    private static final long STOP_MILLIS = 2000;
    private final IncidentLog log;
    private final Lanes lanes = new Lanes();
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "awd-optscript");
        thread.setDaemon(true);
        return thread;
    });

    /** Called by Declarative Services. */
    @Activate
    public OptScriptType(@Reference IncidentLog log) {
        this.log = log;
        later.execute(() -> LOG.debug("rehearsed: {}", Rehearsal.of(later)));
    }

    /** What runs at that moment is waited for: without its bundle it could not end in order. */
    @Deactivate
    void close() {
        later.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        later.shutdown();
        try {
            if (!later.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
                later.shutdownNow();
            }
        } catch (InterruptedException e) {
            later.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        return new Script(creation, content(creation.id(), creation.properties()), later, lanes, log);
    }

    @Override
    public void check(String id, Properties properties) throws AwdException {
        content(id, properties);
    }

    private static Content content(String id, Properties p) throws AwdException {
        return p.file().isEmpty() ? Content.NONE : Content.read(p.file().get(), id, p.role() + "_script");
    }
}
