package io.awd.optscript.internal;

import com.google.gson.JsonObject;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All incidents: the last of each watchdog in memory, and with a state folder every one in its file {@code incidents.jsonl}. That an incident and a
 * step of it begin is with the kernel before anything goes out, so that it is known after kill -9; a disk that does not take it holds nothing up for
 * longer than {@link Journal#PATIENCE_MILLIS}. Any thread.
 */
@Component(service = IncidentLog.class)
public final class IncidentLog {
    /** How many incidents of one watchdog are kept in memory. */
    static final int KEPT = 32;
    private static final int KEPT_IN_ALL = 10_000;
    private static final long LARGEST_FILE = 10L << 20;
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");
    private static final CompletionStage<Void> NOW = CompletableFuture.completedStage(null);
    private final long largestFile;
    /** By id, oldest first. */
    private final Map<String, IncidentRecord> records = new LinkedHashMap<>();
    private final Map<String, Deque<IncidentRecord>> byWatchdog = new LinkedHashMap<>();
    private final Incomplete incomplete = new Incomplete();
    private final AtomicLong lost = new AtomicLong();
    private Optional<Journal> journal = Optional.empty();
    private final AtomicLong numbers = new AtomicLong();
    /** Whether the file was read. */
    private boolean known;

    /** Called by Declarative Services. */
    @Activate
    public IncidentLog() {
        this(LARGEST_FILE);
    }

    IncidentLog(long largestFile) {
        this.largestFile = largestFile;
    }

    /** The state folder, if there is one. */
    @Reference(target = "(io.awd.state=true)", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindFolder(Path folder) {
        Set<IncidentRecord> own = new HashSet<>(all());
        try {
            // what is there is known if the folder was here before
            goOn(IncidentFile.open(folder, largestFile, known ? line -> { } : this::read), own);
        } catch (IOException e) {
            LOG.error("{}: incidents cannot be kept there: {}", folder, e.toString());
        }
    }

    /** @param own what is not from the file and may be under way */
    synchronized void goOn(IncidentFile file, Set<IncidentRecord> own) {
        journal = Optional.of(new Journal(file, new InMemory(), incomplete, lost));
        if (!known) {
            records.values().stream().filter(record -> record.ended.isEmpty() && !own.contains(record)).toList().forEach(this::interrupted);
        }
        known = true;
    }

    void unbindFolder(Path folder) {
        close();
    }

    /** Returns when all is written, or after two seconds. */
    @Deactivate
    void close() {
        Optional<Journal> last;
        synchronized (this) {
            last = journal;
            journal = Optional.empty();
        }
        last.ifPresent(Journal::close);
    }

    /** It was under way when the daemon ended: what had begun is unknown, and nothing goes on by itself. */
    private void interrupted(IncidentRecord record) {
        for (IncidentRecord.StepRecord step : record.steps()) {
            if (step.begun.isPresent() && step.outcome.isEmpty()) {
                step.outcome = Optional.of(Outcome.unknown("AWD ended before its outcome was known"));
                step.latencyMillis = -1;
            }
        }
        if (!record.interrupted) {
            record.interrupted = true;
            LOG.warn("incident {} of {} was interrupted by the end of AWD ({}); incident-resume {} goes on with it", record.incident.id(),
                    record.incident.watchdog(), record.tally(), record.incident.id());
            write(record, () -> IncidentLines.interrupted(record));
        }
    }

    // ---- what happens

    /** What makes the id of an incident unique in this process. */
    long number() {
        return numbers.incrementAndGet();
    }

    /** It is listed once that is on record, so that nobody who saw it asks for it in vain after kill -9. */
    synchronized IncidentRecord begin(Incident incident, String role) {
        IncidentRecord record = add(new IncidentRecord(incident, role));
        write(record, () -> IncidentLines.head(record), false).thenRun(() -> listed(record));
        return record;
    }

    private synchronized void listed(IncidentRecord record) {
        record.listed = true;
    }

    synchronized void resumed(IncidentRecord record) {
        record.interrupted = false;
        write(record, () -> IncidentLines.resumed(record));
    }

    /**
     * Once for each step, also when a node that was ready took nothing of it and it is tried again.
     *
     * @return completes when it may be sent: it is on record, or the disk takes too long
     */
    synchronized CompletionStage<Void> begins(IncidentRecord record, String node, Step step) {
        IncidentRecord.StepRecord begun = record.step(node, step.number());
        if (begun.begun.isPresent() && begun.outcome.isEmpty()) {
            return NOW;
        }
        begun.begun = Optional.of(Instant.now());
        begun.begunNanos = Optional.of(System.nanoTime());
        begun.text = Printable.of(step.bytes());
        begun.outcome = Optional.empty();
        return write(record, () -> IncidentLines.begins(record, begun, begun.begun.get()), false);
    }

    synchronized void ended(IncidentRecord record, String node, Step step, Outcome outcome) {
        IncidentRecord.StepRecord over = record.step(node, step.number());
        over.text = Printable.of(step.bytes());
        over.outcome = Optional.of(outcome);
        over.latencyMillis = over.begunNanos.map(begun -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).orElse(0L);
        write(record, () -> IncidentLines.ended(record, over, outcome));
    }

    /** It is called ended once that is on record, so that nobody who saw its end is told after kill -9 that it was interrupted. */
    CompletionStage<Void> over(IncidentRecord record) {
        Instant end = Instant.now();
        return write(record, () -> IncidentLines.end(record, end), true).thenRun(() -> ended(record, end));
    }

    private synchronized void ended(IncidentRecord record, Instant end) {
        record.ended = Optional.of(end);
    }

    private void write(IncidentRecord record, Supplier<Map<String, Object>> line) {
        write(record, line, false);
    }

    /** @param line made only where it is written */
    private synchronized CompletionStage<Void> write(IncidentRecord record, Supplier<Map<String, Object>> line, boolean end) {
        if (journal.isPresent()) {
            return journal.get().write(record, line.get(), end);
        }
        incomplete.add(record);
        return NOW;
    }

    /** Lines that could not be written so far. */
    long lost() {
        return lost.get();
    }

    /** What the journal writes anew. */
    private final class InMemory implements Journal.Source {
        @Override
        public List<IncidentRecord> underWay() {
            synchronized (IncidentLog.this) {
                return records.values().stream().filter(record -> record.ended.isEmpty()).toList();
            }
        }

        @Override
        public List<Map<String, Object>> lines(IncidentRecord record) {
            synchronized (IncidentLog.this) {
                return IncidentLines.all(record);
            }
        }
    }

    private IncidentRecord add(IncidentRecord record) {
        records.put(record.incident.id(), record);
        Deque<IncidentRecord> own = byWatchdog.computeIfAbsent(record.incident.watchdog(), id -> new ArrayDeque<>(2));
        own.add(record);
        if (own.size() > KEPT) {
            forget(own);
        } else if (records.size() > KEPT_IN_ALL) {
            forget(records.values());
        }
        return record;
    }

    /** The oldest of them that is not under way; one that is only if all are. */
    private void forget(Collection<IncidentRecord> some) {
        IncidentRecord oldest = some.stream().filter(record -> record.ended.isPresent() || record.interrupted).findFirst().orElseGet(() -> some.iterator().next());
        String watchdog = oldest.incident.watchdog();
        records.remove(oldest.incident.id());
        incomplete.remove(oldest);
        byWatchdog.get(watchdog).remove(oldest);
        if (byWatchdog.get(watchdog).isEmpty()) {
            byWatchdog.remove(watchdog);
        }
    }

    private synchronized void read(JsonObject line) {
        String id = IncidentLines.incident(line);
        if (!IncidentLines.isHead(line)) {
            Optional.ofNullable(records.get(id)).ifPresent(record -> IncidentLines.read(line, record));
        } else if (!records.containsKey(id)) {
            add(IncidentLines.read(line)).listed = true;
        }
    }

    // ---- what is asked

    /** The listed incidents of a watchdog, oldest first. */
    synchronized List<IncidentSummary> of(String watchdog) {
        return Optional.ofNullable(byWatchdog.get(watchdog)).map(own -> own.stream().filter(record -> record.listed).map(IncidentRecord::summary).toList()).orElse(List.of());
    }

    /** All that are kept, oldest first. */
    synchronized List<IncidentRecord> all() {
        return new ArrayList<>(records.values());
    }

    /** Of all those that are on record, or whose disk takes too long; oldest first. */
    synchronized List<IncidentRecord> listed() {
        return records.values().stream().filter(record -> record.listed).toList();
    }

    synchronized Optional<IncidentRecord> find(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** Whether it can be resumed, and is from now on nobody else's. */
    synchronized boolean takeInterrupted(IncidentRecord record) {
        if (!record.interrupted || record.ended.isPresent()) {
            return false;
        }
        resumed(record);
        return true;
    }

    /** Whether a step is not to be sent by a resumed incident: it may have gone out. */
    synchronized boolean tried(IncidentRecord record, String node, int number) {
        return record.known(node, number)
                .filter(step -> step.begun.isPresent() || step.outcome.filter(o -> o.result() != Outcome.Result.CANCELLED).isPresent()).isPresent();
    }

    /** Whether a step is known to have ended badly; of one that the end of the daemon cut off it is not. */
    synchronized boolean failed(IncidentRecord record, String node, int number) {
        return record.known(node, number).filter(step -> step.latencyMillis >= 0).flatMap(step -> step.outcome)
                .filter(outcome -> !IncidentRecord.well(outcome)).isPresent();
    }

    synchronized IncidentSummary summary(IncidentRecord record) {
        return record.summary();
    }

    synchronized String tally(IncidentRecord record) {
        return record.tally();
    }
}
