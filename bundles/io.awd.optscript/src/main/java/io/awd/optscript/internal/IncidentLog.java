package io.awd.optscript.internal;

import com.google.gson.JsonObject;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
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
            write(record, Map.of("incident", record.incident.id(), "interrupted", now()));
        }
    }

    // ---- what happens

    /** What makes the id of an incident unique in this process. */
    long number() {
        return numbers.incrementAndGet();
    }

    synchronized IncidentRecord begin(Incident incident, String role) {
        IncidentRecord record = add(new IncidentRecord(incident, role));
        write(record, head(record));
        return record;
    }

    synchronized void resumed(IncidentRecord record) {
        record.interrupted = false;
        write(record, Map.of("incident", record.incident.id(), "resumed", now()));
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
        begun.text = Printable.of(step.bytes());
        begun.outcome = Optional.empty();
        return write(record, begins(record, begun, begun.begun.get()));
    }

    synchronized void ended(IncidentRecord record, String node, Step step, Outcome outcome) {
        IncidentRecord.StepRecord over = record.step(node, step.number());
        over.text = Printable.of(step.bytes());
        over.outcome = Optional.of(outcome);
        over.latencyMillis = over.begun.map(begun -> begun.until(Instant.now(), ChronoUnit.MILLIS)).orElse(0L);
        write(record, ended(record, over, outcome));
    }

    synchronized void over(IncidentRecord record) {
        record.ended = Optional.of(Instant.now());
        journal.ifPresentOrElse(to -> to.write(record, end(record), true), () -> incomplete.add(record));
    }

    private CompletionStage<Void> write(IncidentRecord record, Map<String, Object> line) {
        if (journal.isPresent()) {
            return journal.get().write(record, line, false);
        }
        incomplete.add(record);
        return NOW;
    }

    /** Lines that could not be written so far. */
    long lost() {
        return lost.get();
    }

    // ---- lines

    private static Map<String, Object> head(IncidentRecord record) {
        Map<String, Object> line = new LinkedHashMap<>(record.incident.data());
        line.put("role", record.role);
        return line;
    }

    private static Map<String, Object> begins(IncidentRecord record, IncidentRecord.StepRecord step, Instant begun) {
        Map<String, Object> line = line(record, step);
        line.put("begun", begun.toString());
        return line;
    }

    private static Map<String, Object> ended(IncidentRecord record, IncidentRecord.StepRecord step, Outcome outcome) {
        Map<String, Object> line = line(record, step);
        line.put("outcome", IncidentRecord.word(outcome));
        line.put("detail", outcome.detail());
        line.put("latency_ms", step.latencyMillis);
        return line;
    }

    private static Map<String, Object> end(IncidentRecord record) {
        return Map.of("incident", record.incident.id(), "ended", record.ended.map(Instant::toString).orElseGet(IncidentLog::now));
    }

    private static Map<String, Object> line(IncidentRecord record, IncidentRecord.StepRecord step) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("incident", record.incident.id());
        line.put("node", step.node);
        line.put("step", step.number);
        line.put("text", step.text);
        return line;
    }

    private static String now() {
        return Instant.now().toString();
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
                List<Map<String, Object>> lines = new ArrayList<>(List.of(head(record)));
                for (IncidentRecord.StepRecord step : record.steps()) {
                    step.begun.ifPresent(begun -> lines.add(begins(record, step, begun)));
                    step.outcome.ifPresent(outcome -> lines.add(ended(record, step, outcome)));
                }
                if (record.interrupted) {
                    lines.add(Map.of("incident", record.incident.id(), "interrupted", now()));
                }
                if (record.ended.isPresent()) {
                    lines.add(end(record));
                }
                return lines;
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

    /** The oldest of them that is over; one that is under way only if all are. */
    private void forget(Collection<IncidentRecord> some) {
        IncidentRecord oldest = some.stream().filter(record -> record.ended.isPresent()).findFirst().orElseGet(() -> some.iterator().next());
        String watchdog = oldest.incident.watchdog();
        records.remove(oldest.incident.id());
        incomplete.remove(oldest);
        byWatchdog.get(watchdog).remove(oldest);
        if (byWatchdog.get(watchdog).isEmpty()) {
            byWatchdog.remove(watchdog);
        }
    }

    // ---- a line of the file

    private synchronized void read(JsonObject line) {
        String id = line.get("incident").getAsString();
        if (line.has("id")) {
            if (!records.containsKey(id)) {
                add(new IncidentRecord(new Incident(id, text(line, "id"), text(line, "reason"), text(line, "text"), line.get("age_ms").getAsLong(),
                        line.get("stalls").getAsLong(), Instant.parse(text(line, "time")), text(line, "host"), text(line, "script"), text(line, "digest")),
                        text(line, "role")));
            }
            return;
        }
        Optional.ofNullable(records.get(id)).ifPresent(record -> read(line, record));
    }

    private static void read(JsonObject line, IncidentRecord record) {
        if (line.has("node")) {
            IncidentRecord.StepRecord step = record.step(text(line, "node"), line.get("step").getAsInt());
            step.text = text(line, "text");
            if (line.has("begun")) {
                step.begun = Optional.of(Instant.parse(text(line, "begun")));
                step.outcome = Optional.empty();
            } else {
                step.outcome = Optional.of(new Outcome(Outcome.Result.valueOf(text(line, "outcome").toUpperCase(Locale.ROOT)), text(line, "detail")));
                step.latencyMillis = line.get("latency_ms").getAsLong();
            }
        } else if (line.has("ended")) {
            record.ended = Optional.of(Instant.parse(text(line, "ended")));
        } else if (line.has("interrupted")) {
            record.interrupted = true;
        } else if (line.has("resumed")) {
            record.interrupted = false;
        }
    }

    private static String text(JsonObject line, String name) {
        return line.get(name).getAsString();
    }

    // ---- what is asked

    /** The incidents of a watchdog, oldest first. */
    synchronized List<IncidentSummary> of(String watchdog) {
        return Optional.ofNullable(byWatchdog.get(watchdog)).map(own -> own.stream().map(IncidentRecord::summary).toList()).orElse(List.of());
    }

    /** All that are kept, oldest first. */
    synchronized List<IncidentRecord> all() {
        return new ArrayList<>(records.values());
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
