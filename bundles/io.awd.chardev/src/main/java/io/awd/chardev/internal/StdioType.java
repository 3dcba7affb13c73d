package io.awd.chardev.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.TypeDescription;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** {@code -chardev stdio}: the terminal or pipe that AWD was started on. There is one, so only one chardev can have it. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = StdioType.NAME, attribute = "kind=chardev")
public final class StdioType implements ObjectType<StdioType.Properties> {
    static final String NAME = "stdio";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.CHARDEV, NAME,
            "standard input and output", Properties.class, StreamStatus.class);
    private final ThreadPoolExecutor writers = Daemons.pool("awd-chardev-stdio", 1);
    private final AtomicBoolean taken = new AtomicBoolean();

    /** It takes none. */
    record Properties() {
    }

    /** System.out is looked up for each write: it may be replaced, and is never closed. */
    private final class Terminal implements StreamChardev.Output {
        @Override
        public void write(byte[] bytes) throws IOException {
            PrintStream out = System.out;
            out.write(bytes, 0, bytes.length);
            if (out.checkError()) {
                throw new IOException("Broken pipe");
            }
        }

        @Override
        public void close() {
            StandardInput.detach();
            taken.set(false);
        }
    }

    /** Called by Declarative Services. */
    @Activate
    public StdioType() {
    }

    @Deactivate
    void stop() {
        writers.shutdown();
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) throws AwdException {
        if (!taken.compareAndSet(false, true)) {
            throw new AwdException("cannot use stdio by multiple character devices");
        }
        StreamChardev<Properties> chardev = new StreamChardev<>(NAME, creation.id(), new Terminal(), writers);
        StandardInput.attach(chardev);
        return chardev;
    }
}
