package io.awd.optscript.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the file of incidents on a thread of its own: a disk that hangs must hold up neither an event loop nor a script. Lines are written in the order
 * in which they come. A line that cannot be written is lost and counted; its incident is written anew, whole, once the disk takes lines again.
 */
final class Journal implements AutoCloseable {
    /** Where a new file or one that missed lines gets what it needs. Called on the journal's thread. */
    interface Source {
        /** What is not over and has to be in each new file. */
        List<IncidentRecord> underWay();

        /** All lines of it, as they would be written now. */
        List<Map<String, Object>> lines(IncidentRecord record);
    }

    /** A step waits for so long that it is on record. */
    static final long PATIENCE_MILLIS = 250;
    private static final int WAITING = 20_000;
    private static final long END_MILLIS = 2000;
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");

    /**
     * To be written.
     *
     * @param end whether the file may be begun anew after it
     * @param written completes when it is with the kernel or lost, on the journal's thread
     */
    private record Line(IncidentRecord record, Map<String, Object> values, boolean end, CompletableFuture<Void> written) {
    }

    private final Source source;
    private final Incomplete incomplete;
    private final AtomicLong lost;
    /** In order; empty: the end. */
    private final BlockingQueue<Optional<Line>> waiting = new LinkedBlockingQueue<>();
    private final AtomicBoolean slow = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "awd-incidents");
    private volatile boolean closed;
    private IncidentFile file;

    /**
     * @param incomplete what the file lacks; kept by whoever also keeps it from journal to journal
     * @param lost counts lines
     */
    Journal(IncidentFile file, Source source, Incomplete incomplete, AtomicLong lost) {
        this.file = file;
        this.source = source;
        this.incomplete = incomplete;
        this.lost = lost;
        thread.setDaemon(true);
        thread.start();
    }

    /** Any thread, event loops too: it only queues. Completes when it is with the kernel, or after {@link #PATIENCE_MILLIS}. */
    CompletionStage<Void> write(IncidentRecord record, Map<String, Object> values, boolean end) {
        Line line = new Line(record, values, end, new CompletableFuture<>());
        if (closed || waiting.size() >= WAITING) {
            lost(line, "the disk does not keep up");
            return line.written;
        }
        waiting.add(Optional.of(line));
        return slow.get() ? CompletableFuture.completedStage(null)
                : line.written.copy().completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).thenRun(() -> tellSlow(line));
    }

    private void tellSlow(Line line) {
        if (!line.written.isDone() && slow.compareAndSet(false, true)) {
            LOG.error("incidents.jsonl: the disk took no line within {} ms; until it does, steps are sent before they are on record", PATIENCE_MILLIS);
        }
    }

    private void lost(Line line, String why) {
        lost.incrementAndGet();
        incomplete.add(line.record);
        tellFailing(why);
        line.written.complete(null);
    }

    private void tellFailing(String why) {
        if (failing.compareAndSet(false, true)) {
            LOG.error("incidents.jsonl cannot be written: {}; until it can, incidents are in the log and in memory only", why);
        }
    }

    // ---- on its thread

    private void run() {
        repair();
        for (Optional<Line> line = next(); line.isPresent(); line = next()) {
            put(line.get());
        }
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("incidents.jsonl cannot be closed: {}", e.toString());
        }
    }

    private Optional<Line> next() {
        while (true) {
            try {
                return waiting.take();
            } catch (InterruptedException e) {
                // nobody has a reason to; an interrupt that stayed would close the file
                LOG.debug("interrupted", e);
            }
        }
    }

    private void put(Line line) {
        try {
            file.append(line.values);
        } catch (IOException e) {
            lost(line, e.toString());
            return;
        }
        if (slow.compareAndSet(true, false)) {
            LOG.warn("incidents.jsonl: the disk takes lines again");
        }
        line.written.complete(null);
        repair();
        if (line.end && file.full()) {
            rotate();
        }
    }

    private void repair() {
        List<IncidentRecord> lacking = incomplete.take();
        for (int i = 0; i < lacking.size(); i++) {
            try {
                rewrite(lacking.get(i));
            } catch (IOException e) {
                lacking.subList(i, lacking.size()).forEach(incomplete::add);
                tellFailing(e.toString());
                return;
            }
        }
        if (failing.compareAndSet(true, false)) {
            LOG.warn("incidents.jsonl is written again; {} lines were lost so far, {} incidents were written anew", lost.get(), lacking.size());
        }
    }

    private void rewrite(IncidentRecord record) throws IOException {
        for (Map<String, Object> values : source.lines(record)) {
            file.append(values);
        }
    }

    private void rotate() {
        List<IncidentRecord> underWay = new ArrayList<>(source.underWay());
        try {
            file = file.next();
            // what is still under way must not be lost with the file after the next
            for (IncidentRecord record : underWay) {
                rewrite(record);
            }
        } catch (IOException e) {
            underWay.forEach(incomplete::add);
            LOG.error("incidents.jsonl cannot be begun anew: {}", e.toString());
        }
    }

    /** Writes what waits, and waits for that a short while; what a hanging disk does not take by then is lost. */
    @Override
    public void close() {
        closed = true;
        waiting.add(Optional.empty());
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            List<Optional<Line>> left = new ArrayList<>();
            waiting.drainTo(left);
            left.stream().flatMap(Optional::stream).forEach(line -> lost(line, "the disk took nothing until the end"));
            waiting.add(Optional.empty());
        }
    }
}
