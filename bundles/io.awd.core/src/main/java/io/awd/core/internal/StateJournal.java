package io.awd.core.internal;

import java.io.IOException;
import java.io.Writer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What objects remember over a restart of the daemon: a text file of the state folder. Its first line is the host's boot id, since what was true before a
 * boot says nothing of today; each further line is an object's id and what it remembers now ({@code heart1 state=ALIVE&heard=true}), the last one of an id counts,
 * an id alone is forgotten. Lines are only appended, so that kill -9 costs the last at most; the file is written anew when it is opened and when it
 * has become long.
 */
final class StateJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("awd.state");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int LEAST_LINES = 10_000;
    private final Path file;
    private final String boot;
    private final Map<String, Map<String, String>> objects = new LinkedHashMap<>();
    private Optional<Writer> writer = Optional.empty();
    private int lines;

    private StateJournal(Path file, String boot) {
        this.file = file;
        this.boot = boot;
    }

    /** Reads what is there and goes on writing. What cannot be read or written is logged; the daemon runs without it. */
    static StateJournal open(Path folder) {
        return open(folder, bootId());
    }

    static StateJournal open(Path folder, String boot) {
        StateJournal journal = new StateJournal(folder.resolve("objects"), boot);
        journal.read();
        journal.rewrite();
        return journal;
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private void read() {
        try {
            if (Files.exists(file)) {
                List<String> all = Files.readAllLines(file);
                if (!all.isEmpty() && all.get(0).equals(boot)) {
                    all.subList(1, all.size()).forEach(this::take);
                } else {
                    LOG.info("{} is of another boot: nothing is taken over", file);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
        }
    }

    private void take(String line) {
        String[] parts = line.split(" ", 2);
        try {
            if (parts.length == 1) {
                objects.remove(parts[0]);
            } else {
                objects.put(parts[0], decode(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: a line is torn: '{}'", file, line);
        }
    }

    private static Map<String, String> decode(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(pair);
            }
            values.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return values;
    }

    private static String encode(Map<String, String> values) {
        return values.entrySet().stream().map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** What an object of this id remembered; empty for none. */
    synchronized Map<String, String> get(String id) {
        return objects.getOrDefault(id, Map.of());
    }

    /** What it remembers now; empty: nothing any more. */
    synchronized void put(String id, Map<String, String> memento) {
        if (memento.equals(objects.getOrDefault(id, Map.of()))) {
            return;
        }
        if (memento.isEmpty()) {
            objects.remove(id);
            append(id + "\n");
        } else {
            objects.put(id, Map.copyOf(memento));
            append(id + " " + encode(memento) + "\n");
        }
        if (lines > Math.max(LEAST_LINES, 4 * objects.size())) {
            rewrite();
        }
    }

    private void append(String text) {
        try {
            if (writer.isPresent()) {
                writer.get().write(text);
                writer.get().flush();
                lines++;
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
            close();
        }
    }

    /** The new file takes the place of the old one in one step. */
    private void rewrite() {
        close();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Writer made = Files.newBufferedWriter(fresh, StandardOpenOption.APPEND);
            made.write(boot + "\n");
            for (Map.Entry<String, Map<String, String>> object : objects.entrySet()) {
                made.write(object.getKey() + " " + encode(object.getValue()) + "\n");
            }
            made.flush();
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            writer = Optional.of(made);
            lines = objects.size();
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (writer.isPresent()) {
                writer.get().close();
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be closed: {}", file, e.toString());
        } finally {
            writer = Optional.empty();
        }
    }
}
