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
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
 * step of it begin is with the kernel before anything goes out, so that it is known after kill -9. Any thread.
 */
@Component(service = IncidentLog.class)
public final class IncidentLog {
    /** How many incidents of one watchdog are kept in memory. */
    static final int KEPT = 32;
    private static final int KEPT_IN_ALL = 10_000;
    private static final long LARGEST_FILE = 10L << 20;
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");
    private final long largestFile;
    /** By id, oldest first. */
    private final Map<String, IncidentRecord> records = new LinkedHashMap<>();
    private final Map<String, Deque<IncidentRecord>> byWatchdog = new LinkedHashMap<>();
    private Optional<IncidentFile> file = Optional.empty();
    private final AtomicLong numbers = new AtomicLong();
    private long lost;

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
    synchronized void bindFolder(Path folder) {
        try {
            file = Optional.of(IncidentFile.open(folder, largestFile, this::read));
            records.values().stream().filter(record -> record.ended.isEmpty() && !record.interrupted).toList().forEach(this::interrupted);
        } catch (IOException e) {
            LOG.error("{}: incidents cannot be kept there: {}", folder, e.toString());
        }
    }

    synchronized void unbindFolder(Path folder) {
        close();
    }

    @Deactivate
    synchronized void close() {
        try {
            if (file.isPresent()) {
                file.get().close();
            }
        } catch (IOException e) {
            LOG.warn("incidents.jsonl cannot be closed: {}", e.toString());
        }
        file = Optional.empty();
    }

    /** It was under way when the daemon ended: what had begun is unknown, and nothing goes on by itself. */
    private void interrupted(IncidentRecord record) {
        record.interrupted = true;
        for (IncidentRecord.StepRecord step : record.steps()) {
            if (step.begun.isPresent() && step.outcome.isEmpty()) {
                step.outcome = Optional.of(Outcome.unknown("AWD ended before its outcome was known"));
                step.latencyMillis = -1;
            }
        }
        LOG.warn("incident {} of {} was interrupted by the end of AWD ({}); incident-resume {} goes on with it", record.incident.id(),
                record.incident.watchdog(), record.tally(), record.incident.id());
        write(Map.of("incident", record.incident.id(), "interrupted", now()));
    }

    // ---- what happens

    /** What makes the id of an incident unique in this process. */
    long number() {
        return numbers.incrementAndGet();
    }

    synchronized IncidentRecord begin(Incident incident, String role) {
        IncidentRecord record = add(new IncidentRecord(incident, role));
        Map<String, Object> line = new LinkedHashMap<>(incident.data());
        line.put("role", role);
        write(line);
        return record;
    }

    synchronized void resumed(IncidentRecord record) {
        record.interrupted = false;
        write(Map.of("incident", record.incident.id(), "resumed", now()));
    }

    /** Once for each step, also when a node that was ready took nothing of it and it is tried again. */
    synchronized void begins(IncidentRecord record, String node, Step step) {
        IncidentRecord.StepRecord begun = record.step(node, step.number());
        if (begun.begun.isPresent() && begun.outcome.isEmpty()) {
            return;
        }
        begun.begun = Optional.of(Instant.now());
        begun.text = Printable.of(step.bytes());
        begun.outcome = Optional.empty();
        Map<String, Object> line = line(record, begun);
        line.put("begun", begun.begun.get().toString());
        write(line);
    }

    synchronized void ended(IncidentRecord record, String node, Step step, Outcome outcome) {
        IncidentRecord.StepRecord over = record.step(node, step.number());
        over.text = Printable.of(step.bytes());
        over.outcome = Optional.of(outcome);
        over.latencyMillis = over.begun.map(begun -> begun.until(Instant.now(), ChronoUnit.MILLIS)).orElse(0L);
        Map<String, Object> line = line(record, over);
        line.put("outcome", IncidentRecord.word(outcome));
        line.put("detail", outcome.detail());
        line.put("latency_ms", over.latencyMillis);
        write(line);
    }

    private static Map<String, Object> line(IncidentRecord record, IncidentRecord.StepRecord step) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("incident", record.incident.id());
        line.put("node", step.node);
        line.put("step", step.number);
        line.put("text", step.text);
        return line;
    }

    synchronized void over(IncidentRecord record) {
        record.ended = Optional.of(Instant.now());
        write(Map.of("incident", record.incident.id(), "ended", now()));
        rotate();
    }

    private static String now() {
        return Instant.now().toString();
    }

    private void write(Map<String, Object> line) {
        if (file.isEmpty()) {
            return;
        }
        try {
            file.get().append(line);
        } catch (IOException e) {
            lost++;
            LOG.error("incidents.jsonl cannot be written ({} lines lost so far): {}", lost, e.toString());
        }
    }

    private void rotate() {
        try {
            if (file.isPresent() && file.get().full()) {
                file = Optional.of(file.get().next());
                // what is still under way must not be lost with the file after the next
                records.values().stream().filter(record -> record.ended.isEmpty()).forEach(this::rewrite);
            }
        } catch (IOException e) {
            LOG.error("incidents.jsonl cannot be begun anew: {}", e.toString());
        }
    }

    private void rewrite(IncidentRecord record) {
        Map<String, Object> line = new LinkedHashMap<>(record.incident.data());
        line.put("role", record.role);
        write(line);
        for (IncidentRecord.StepRecord step : record.steps()) {
            step.begun.ifPresent(begun -> {
                Map<String, Object> began = line(record, step);
                began.put("begun", begun.toString());
                write(began);
            });
            step.outcome.ifPresent(outcome -> {
                Map<String, Object> over = line(record, step);
                over.put("outcome", IncidentRecord.word(outcome));
                over.put("detail", outcome.detail());
                over.put("latency_ms", step.latencyMillis);
                write(over);
            });
        }
        if (record.interrupted) {
            write(Map.of("incident", record.incident.id(), "interrupted", now()));
        }
    }

    private IncidentRecord add(IncidentRecord record) {
        records.put(record.incident.id(), record);
        Deque<IncidentRecord> own = byWatchdog.computeIfAbsent(record.incident.watchdog(), id -> new ArrayDeque<>(2));
        own.add(record);
        if (own.size() > KEPT) {
            records.remove(own.removeFirst().incident.id());
        } else if (records.size() > KEPT_IN_ALL) {
            IncidentRecord oldest = records.values().iterator().next();
            records.remove(oldest.incident.id());
            byWatchdog.get(oldest.incident.watchdog()).remove(oldest);
        }
        return record;
    }

    // ---- a line of the file

    private void read(JsonObject line) {
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
        return record.steps().stream().anyMatch(step -> step.node.equals(node) && step.number == number
                && (step.begun.isPresent() || step.outcome.filter(o -> o.result() != Outcome.Result.CANCELLED).isPresent()));
    }

    synchronized IncidentSummary summary(IncidentRecord record) {
        return record.summary();
    }

    synchronized String tally(IncidentRecord record) {
        return record.tally();
    }
}
