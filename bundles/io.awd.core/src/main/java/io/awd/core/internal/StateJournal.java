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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What objects remember over a restart of the daemon: a text file of the state folder. Its first line is the host's boot id, since what was true before a
 * boot says nothing of today; each further line is an object's id and what it remembers now ({@code heart1 state=ALIVE&heard=true}), the last one of an id counts,
 * an id alone is forgotten. Lines are only appended, and each is with the kernel when {@link #put} returns, so that kill -9 costs nothing. The file is written
 * anew when it is opened and when it has become long; the latter on a thread of its own, because an io thread waits for a line, and until it is done each line
 * goes to the old file, too.
 */
final class StateJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("awd.state");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int LEAST_LINES = 10_000;
    private final Path file;
    private final String boot;
    private final Executor executor;
    private final int leastLines;
    private final Map<String, Map<String, String>> objects = new LinkedHashMap<>();
    private Optional<Writer> writer = Optional.empty();
    private int lines;
    private int longest;
    private boolean closed;
    private CompletableFuture<Void> rewriting = CompletableFuture.completedFuture(null);
    /** Lines that a new file still has to take over; empty: there is no new file, or it gets them at once. */
    private Optional<StringBuilder> late = Optional.empty();
    /** The new file, once nothing is late. */
    private Optional<Writer> second = Optional.empty();

    private StateJournal(Path file, String boot, Executor executor, int leastLines) {
        this.file = file;
        this.boot = boot;
        this.executor = executor;
        this.leastLines = leastLines;
    }

    /** Reads what is there and goes on writing. What cannot be read or written is logged; the daemon runs without it. */
    static StateJournal open(Path folder) {
        return open(folder, bootId());
    }

    static StateJournal open(Path folder, String boot) {
        return open(folder, boot, StateJournal::onThread, LEAST_LINES);
    }

    /**
     * @param executor writes a long file anew
     * @param leastLines no file is long that has no more
     */
    static StateJournal open(Path folder, String boot, Executor executor, int leastLines) {
        StateJournal journal = new StateJournal(folder.resolve("objects"), boot, executor, leastLines);
        journal.read();
        journal.rewrite();
        return journal;
    }

    private static void onThread(Runnable task) {
        Thread thread = new Thread(task, "awd-state");
        thread.setDaemon(true);
        thread.start();
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
                String text = Files.readString(file);
                int end = text.lastIndexOf('\n') + 1;
                if (end < text.length()) {
                    LOG.warn("{}: the last line is torn: '{}'", file, text.substring(end));
                }
                List<String> all = text.substring(0, end).lines().toList();
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

    /** What it remembers now, asked for when its turn has come: what was asked for before another put would be older than that. */
    synchronized void put(String id, Supplier<Map<String, String>> memento) {
        put(id, memento.get());
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
        if (writer.isPresent() && !closed && lines > longest && rewriting.isDone()) {
            rewriteLater();
        }
    }

    private void rewriteLater() {
        try {
            rewriting = CompletableFuture.runAsync(this::rewrite, executor);
        } catch (RuntimeException | Error e) {
            // no thread to be had, for example: a line and the script that waits for it are worth more
            LOG.warn("{} cannot be written anew: {}", file, e.toString());
            lines = 0;
        }
    }

    private void append(String text) {
        try {
            if (writer.isPresent()) {
                write(writer.get(), text);
                lines++;
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.toString());
            end(writer);
            writer = Optional.empty();
        }
        late.ifPresent(waiting -> waiting.append(text));
        try {
            if (second.isPresent()) {
                write(second.get(), text);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written anew: {}", file, e.toString());
            end(second);
            second = Optional.empty();
        }
    }

    private static void write(Writer to, String text) throws IOException {
        to.write(text);
        to.flush();
    }

    private void end(Optional<Writer> ended) {
        try {
            if (ended.isPresent()) {
                ended.get().close();
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be closed: {}", file, e.toString());
        }
    }

    // ---- the file anew; what can take long is done without the lock

    private void rewrite() {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Optional<Writer> made = Optional.empty();
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            made = Optional.of(Files.newBufferedWriter(fresh, StandardOpenOption.APPEND));
            int objectLines = writeAll(made.get());
            catchUp(made.get());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            end(replace(objectLines));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be written anew: {}", file, e.toString());
            giveUp();
            end(made);
        }
    }

    private int writeAll(Writer made) throws IOException {
        Map<String, Map<String, String>> all = snapshot();
        made.write(boot + "\n");
        for (Map.Entry<String, Map<String, String>> object : all.entrySet()) {
            made.write(object.getKey() + " " + encode(object.getValue()) + "\n");
        }
        made.flush();
        return all.size();
    }

    private synchronized Map<String, Map<String, String>> snapshot() {
        late = Optional.of(new StringBuilder());
        lines = 0;
        return new LinkedHashMap<>(objects);
    }

    /** From here on each line goes into both files: whichever has the name when we are killed knows it. */
    private synchronized void catchUp(Writer made) throws IOException {
        write(made, late.map(StringBuilder::toString).orElse(""));
        late = Optional.empty();
        second = Optional.of(made);
    }

    /** The old file, which has lost its name. */
    private synchronized Optional<Writer> replace(int objectLines) {
        Optional<Writer> old = writer;
        writer = second;
        second = Optional.empty();
        lines += objectLines;
        longest = Math.max(leastLines, 4 * objects.size());
        return old;
    }

    /** The old file stays, and is let grow before this is tried again. */
    private synchronized void giveUp() {
        late = Optional.empty();
        second = Optional.empty();
        lines = 0;
    }

    /** Waits until a file that is being written anew is there. */
    @Override
    public void close() {
        underway().join();
        synchronized (this) {
            end(writer);
            writer = Optional.empty();
        }
    }

    private synchronized CompletableFuture<Void> underway() {
        closed = true;
        return rewriting;
    }
}
