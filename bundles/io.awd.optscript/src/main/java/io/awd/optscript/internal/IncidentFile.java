package io.awd.optscript.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of all incidents: a JSON object a line, only appended, so that kill -9 costs the last line at most. A long file becomes
 * {@code incidents.jsonl.1}, in the place of the one before. Not for several threads at once.
 */
final class IncidentFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");
    private final Path file;
    private final long largest;
    private final WritableByteChannel channel;
    private long size;
    /** Whether the last line has no end, because the disk took only a part of it. */
    private boolean cut;

    /** @param size what is there before what goes to the channel */
    IncidentFile(Path file, long largest, WritableByteChannel channel, long size) {
        this.file = file;
        this.largest = largest;
        this.channel = channel;
        this.size = size;
    }

    private static IncidentFile open(Path file, long largest) throws IOException {
        FileChannel channel = channel(file);
        return new IncidentFile(file, largest, channel, channel.size());
    }

    /**
     * Reads what is there and goes on after it; a last line that a kill cut off is told, and ended before the next.
     *
     * @param largest size in bytes from which a new file is begun
     * @param reader is given each line
     */
    static IncidentFile open(Path folder, long largest, Consumer<JsonObject> reader) throws IOException {
        Path file = folder.resolve("incidents.jsonl");
        read(file.resolveSibling("incidents.jsonl.1"), reader);
        boolean torn = read(file, reader);
        IncidentFile made = open(file, largest);
        made.cut = torn;
        return made;
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Whether its last line has no end. */
    private static boolean read(Path file, Consumer<JsonObject> reader) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    take(file, line, reader);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        try (FileChannel end = FileChannel.open(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return end.size() > 0 && end.read(last, end.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private static void take(Path file, String line, Consumer<JsonObject> reader) {
        try {
            reader.accept(JsonParser.parseString(new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NullPointerException | java.time.DateTimeException
                | IllegalArgumentException e) {
            LOG.warn("{}: a line is torn: '{}'", file, Printable.of(line));
        }
    }

    /** One line: strings, numbers and booleans. It is with the kernel when this returns. */
    void append(Map<String, Object> values) throws IOException {
        ByteBuffer line = line(values);
        put(cut ? ByteBuffer.allocate(1 + line.remaining()).put((byte) '\n').put(line).flip() : line);
    }

    /** As it stands in the file. */
    static ByteBuffer line(Map<String, Object> values) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            for (Map.Entry<String, Object> value : values.entrySet()) {
                json.name(value.getKey());
                if (value.getValue() instanceof Number number) {
                    json.value(number);
                } else {
                    json.value(String.valueOf(value.getValue()));
                }
            }
            json.endObject();
        }
        return ByteBuffer.wrap(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    private void put(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
        } finally {
            cut = bytes.hasRemaining() && (cut || bytes.position() > 0);
        }
    }

    boolean full() {
        return size >= largest;
    }

    /** The file that takes its place. */
    IncidentFile next() throws IOException {
        Files.move(file, file.resolveSibling("incidents.jsonl.1"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        IncidentFile next = open(file, largest);
        close();
        return next;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
