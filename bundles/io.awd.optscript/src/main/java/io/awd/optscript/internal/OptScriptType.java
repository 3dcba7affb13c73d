package io.awd.optscript.internal;

import io.awd.api.chardev.Writer;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import io.awd.api.object.Property;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part behind a watchdog's {@code opt_script}: the file is read once, at creation. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = OptScriptType.NAME, attribute = "kind=part")
public final class OptScriptType implements ObjectType<OptScriptType.Properties> {
    static final String NAME = "opt-script";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.PART, NAME,
            "a script that is sent to notification nodes", Properties.class, ScriptStatus.class);
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");

    /** What the container says of it. */
    public record Properties(
            @Property(text = "The script's file", required = true) Path file,
            @Property(text = "The watchdog that it belongs to", required = true) String owner,
            @Property(text = "opt: sent at expiry; recover: sent when the peer is back", required = true) String role) {
    }

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "awd-optscript");
        thread.setDaemon(true);
        return thread;
    });

    /** Called by Declarative Services. */
    @Activate
    public OptScriptType() {
    }

    @Deactivate
    void close() {
        later.shutdownNow();
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        Properties p = creation.properties();
        byte[] bytes = read(p.file(), p.role() + "_script");
        if (bytes[bytes.length - 1] != '\n') {
            LOG.warn("{}: {} does not end with a newline: a monitor will not execute its last line", creation.id(), p.file());
        }
        return new Script(creation, bytes, later);
    }

    private static byte[] read(Path file, String property) throws AwdException {
        if (!Files.isReadable(file)) {
            throw new AwdException("advanced-watchdog can't open " + property + ": " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Writer.LIMIT + 1);
            if (bytes.length > Writer.LIMIT) {
                throw new AwdException("advanced-watchdog can't read " + property + ": " + file + " (larger than " + Writer.LIMIT + " bytes)");
            } else if (bytes.length > 0) {
                return bytes;
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
        }
        throw new AwdException("advanced-watchdog can't read " + property + ": " + file);
    }
}
