package io.awd.chardev.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadPoolExecutor;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** {@code -chardev file}: writes to a file. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = FileType.NAME, attribute = "kind=chardev")
public final class FileType implements ObjectType<FileType.Properties> {
    static final String NAME = "file";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.CHARDEV, NAME,
            "writes to a file; nothing arrives", Properties.class, StreamStatus.class);
    private final ThreadPoolExecutor writers = Daemons.pool("awd-chardev-file", 2);

    /** The options of {@code -chardev file}. */
    record Properties(
            @Property(text = "The file, made if it is not there", required = true) Path path,
            @Property(text = "Write behind what is there instead of emptying the file", defaultValue = "off") boolean append) {
    }

    private record FileOutput(FileOutputStream stream) implements StreamChardev.Output {
        @Override
        public void write(byte[] bytes) throws IOException {
            stream.write(bytes);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** Called by Declarative Services. */
    @Activate
    public FileType() {
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
        Properties properties = creation.properties();
        try {
            FileOutputStream stream = new FileOutputStream(properties.path().toFile(), properties.append());
            return new StreamChardev<>(NAME, creation.id(), new FileOutput(stream), writers);
        } catch (FileNotFoundException e) {
            throw new AwdException("Could not open '" + properties.path() + "': " + Reason.of(e), e);
        }
    }
}
