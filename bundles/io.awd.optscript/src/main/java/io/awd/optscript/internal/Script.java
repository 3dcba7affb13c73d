package io.awd.optscript.internal;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A watchdog's script. The steps of each node are sent in order; after one that failed the rest is not tried. */
final class Script implements Instance<OptScriptType.Properties>, OptScript {
    private static final long LOOK_AT_FILE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private final Creation<OptScriptType.Properties> creation;
    private final ScheduledExecutorService later;
    private final Lanes lanes;
    private final IncidentLog log;
    private final AtomicLong runs = new AtomicLong();
    private final Map<Outcome.Result, AtomicLong> outcomes = new EnumMap<>(Outcome.Result.class);
    private final Turns turns = new Turns();
    /** What is not over. */
    private final Set<Sending> underway = ConcurrentHashMap.newKeySet();
    private volatile Content content;
    private volatile Optional<String> stopped = Optional.empty();
    private volatile Optional<String> lastIncident = Optional.empty();
    private volatile long lookedAtFile = System.nanoTime();
    private volatile boolean fileReads = true;

    /** @param later looks again at nodes that are not ready */
    Script(Creation<OptScriptType.Properties> creation, Content content, ScheduledExecutorService later, Lanes lanes, IncidentLog log) {
        this.creation = creation;
        this.content = content;
        this.later = later;
        this.lanes = lanes;
        this.log = log;
        for (Outcome.Result result : Outcome.Result.values()) {
            outcomes.put(result, new AtomicLong());
        }
        restore(creation.memento());
    }

    private String file() {
        return creation.properties().file().map(Path::toString).orElse("");
    }

    @Override
    public Run run(Expiry expiry, List<Link<Notifier>> nodes, Rules rules) {
        Content now = content;
        String id = expiry.watchdog() + "-" + expiry.time().toEpochMilli() + "-" + log.number();
        Incident incident = new Incident(id, expiry.watchdog(), expiry.reason(), expiry.text(), expiry.ageMillis(), expiry.stalls(), expiry.time(),
                Incident.thisHost(), file(), now.digest());
        return send(log.begin(incident, creation.properties().role()), now, nodes, rules, this::fresh);
    }

    @Override
    public Run resume(String id, List<Link<Notifier>> nodes, Rules rules) throws AwdException {
        IncidentRecord record = log.find(id).orElseThrow(() -> new AwdException("Incident '" + id + "' not found"));
        Content now = content;
        if (!record.incident.digest().equals(now.digest())) {
            throw new AwdException("Incident '" + id + "' cannot be resumed: the script has changed since");
        } else if (!log.takeInterrupted(record)) {
            throw new AwdException("Incident '" + id + "' is not interrupted");
        }
        return send(record, now, nodes, rules, this::left);
    }

    private Plan fresh(IncidentRecord record, String node, List<Planned> all) {
        return new Plan(all, false);
    }

    /** A step that failed before stops what follows it, as it would have. Of one that was cut off nobody knows; whoever resumes has looked. */
    private Plan left(IncidentRecord record, String node, List<Planned> all) {
        List<Planned> left = new ArrayList<>();
        boolean failed = false;
        for (Planned planned : all) {
            if (planned.repeatable() || !log.tried(record, node, planned.step().number())) {
                left.add(planned);
            } else {
                failed |= !planned.ignoreError() && log.failed(record, node, planned.step().number());
            }
        }
        return new Plan(left, failed);
    }

    /** What a node is to get of all the steps of an incident. */
    private interface Selection {
        Plan of(IncidentRecord record, String node, List<Planned> all);
    }

    private static List<Link<Notifier>> wanted(Content content, List<Link<Notifier>> nodes) {
        for (Link<Notifier> node : nodes) {
            if (!content.isFor(node.id())) {
                return nodes.stream().filter(other -> content.isFor(other.id())).toList();
            }
        }
        return nodes;
    }

    private Run send(IncidentRecord record, Content now, List<Link<Notifier>> all, Rules rules, Selection wanted) {
        return send(record, now, rules, wanted, wanted(now, all));
    }

    private Run send(IncidentRecord record, Content now, Rules rules, Selection wanted, List<Link<Notifier>> nodes) {
        runs.incrementAndGet();
        List<Delivery> deliveries = new ArrayList<>();
        CompletionStage<Boolean> all = CompletableFuture.completedStage(false);
        for (Link<Notifier> node : nodes) {
            Delivery delivery = new Delivery(node, rules, later, lanes,
                    syntax -> wanted.of(record, node.id(), plan(syntax, node.id(), now, record.incident, rules)), new Witness(record, node.id()));
            deliveries.add(delivery);
            all = all.thenCombine(delivery.done(), (sent, end) -> sent || end.sent());
        }
        CompletionStage<Boolean> done = all.thenCompose(sent -> log.over(record).thenApply(end -> over(record, nodes, sent)));
        Sending sending = new Sending(record.incident.id(), nodes.stream().map(Link::id).toList(), deliveries, rules.serial(), done);
        underway.add(sending);
        done.thenAccept(sent -> underway.remove(sending));
        // after it is among those that are stopped: whoever stops them looks in the other order
        stopped.ifPresent(sending::stop);
        sending.begin(turns.take(sending));
        return sending;
    }

    private boolean over(IncidentRecord record, List<Link<Notifier>> nodes, boolean sent) {
        if (!nodes.isEmpty()) {
            Incident incident = record.incident;
            String steps = log.tally(record);
            creation.emit("incident-ended", "incident " + incident.id() + " (" + incident.reason() + ") is over: " + steps,
                    Map.of("incident", incident.id(), "reason", incident.reason(), "steps", steps));
        }
        return sent;
    }

    private static List<Planned> plan(Notifier.Syntax syntax, String node, Content content, Incident incident, Rules rules) {
        List<Planned> plan = new ArrayList<>();
        for (Content.Line line : content.lines(syntax, node)) {
            plan.add(new Planned(new Step(incident, plan.size() + 1, line.bytes(), rules.stepTimeoutMillis()), line.ignoreError(), line.repeatable()));
        }
        return plan;
    }

    private final class Witness implements Delivery.Witness {
        private final IncidentRecord record;
        private final String node;

        Witness(IncidentRecord record, String node) {
            this.record = record;
            this.node = node;
        }

        @Override
        public CompletionStage<Void> begins(Step step) {
            return log.begins(record, node, step);
        }

        @Override
        public void ended(Step step, Outcome outcome) {
            log.ended(record, node, step, outcome);
            outcomes.get(outcome.result()).incrementAndGet();
            Incident incident = step.incident();
            String word = IncidentRecord.word(outcome);
            String text = Printable.of(step.bytes());
            String line = "incident " + incident.id() + ": step " + step.number() + " to " + node + " " + word
                    + (outcome.detail().isEmpty() ? "" : " (" + Printable.of(outcome.detail()) + ")") + (text.isEmpty() ? "" : ": " + text);
            lastIncident = Optional.of(line);
            creation.emit("incident", line, Map.of("incident", incident.id(), "reason", incident.reason(), "age", incident.ageMillis(),
                    "node", node, "step", (long) step.number(), "outcome", word, "detail", outcome.detail(), "text", text,
                    "file", incident.script(), "digest", incident.digest()));
        }
    }

    // ---- before the day

    @Override
    public String plan(List<Link<Notifier>> nodes) {
        Content now = content;
        StringBuilder lines = new StringBuilder();
        for (Link<Notifier> node : wanted(now, nodes)) {
            Optional<Notifier> notifier = node.target();
            String head = node.id() + notifier.map(n -> n.notReady().map(why -> " (not ready: " + why + ")").orElse("")).orElse(" (its bundle is not there)");
            lines.append(lines.isEmpty() ? "" : "\n").append(head);
            int number = 1;
            for (Content.Line line : now.lines(notifier.map(Notifier::syntax).orElse(Notifier.Syntax.RAW), node.id())) {
                lines.append("\n  ").append(number++).append(' ').append(line.ignoreError() ? "-" : "").append(line.repeatable() ? "+" : "")
                        .append(line.bytes().length == 0 ? "(the incident)" : Printable.of(line.bytes()));
            }
        }
        return lines.toString();
    }

    @Override
    public CompletionStage<List<Checked>> check(List<Link<Notifier>> nodes, long timeoutMillis) {
        Content now = content;
        return DryRun.of(now, creation.id(), wanted(now, nodes), timeoutMillis);
    }

    @Override
    public void reload() throws AwdException {
        Path file = creation.properties().file().orElseThrow(() -> new AwdException("'" + creation.id() + "' has no " + creation.properties().role() + "_script"));
        content = Content.read(file, creation.id(), creation.properties().role() + "_script");
        fileReads = true;
    }

    @Override
    public Optional<String> notReady(List<Link<Notifier>> nodes) {
        for (Link<Notifier> node : wanted(content, nodes)) {
            Optional<String> why = notReady(node);
            if (why.isPresent()) {
                return why;
            }
        }
        Optional<String> stranger = stranger(nodes);
        if (stranger.isPresent()) {
            return stranger;
        }
        return readable() ? Optional.empty() : Optional.of("script " + file() + " does not read any more");
    }

    @Override
    public Optional<String> stranger(List<Link<Notifier>> nodes) {
        if (content.sections().isEmpty()) {
            return Optional.empty();
        }
        List<String> ids = nodes.stream().map(Link::id).toList();
        return content.sections().stream().filter(section -> !ids.contains(section)).findFirst()
                .map(section -> "script " + file() + " has steps for '" + section + "', which is none of its notification nodes");
    }

    private Optional<String> notReady(Link<Notifier> node) {
        try {
            Optional<Notifier> notifier = node.target();
            if (notifier.isEmpty()) {
                return Optional.of(node.id() + ": its bundle is not there");
            } else if (content.bytes().length == 0 && notifier.get().syntax() != Notifier.Syntax.INCIDENT) {
                return Optional.of(node.id() + ": no step of the script goes to it");
            }
            return notifier.get().notReady().map(why -> node.id() + ": " + why);
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(node.id() + ": it cannot say whether it is ready");
        }
    }

    /** The script was read long ago; that its file is gone is told all the same, because a restart would miss it. */
    private boolean readable() {
        long now = System.nanoTime();
        if (creation.properties().file().isPresent() && now - lookedAtFile > LOOK_AT_FILE_NANOS) {
            lookedAtFile = now;
            fileReads = Files.isReadable(creation.properties().file().get());
        }
        return fileReads;
    }

    // ---- life

    @Override
    public ScriptStatus status() {
        Content now = content;
        return new ScriptStatus(now.bytes().length, now.digest(), runs.get(), count(Outcome.Result.SENT), count(Outcome.Result.ACKNOWLEDGED),
                count(Outcome.Result.FAILED), count(Outcome.Result.UNKNOWN), count(Outcome.Result.CANCELLED), log.lost(), lastIncident, log.of(creation.id()));
    }

    private long count(Outcome.Result result) {
        return outcomes.get(result).get();
    }

    @Override
    public Map<String, String> suspend() {
        stop("the script's bundle leaves");
        Map<String, String> memento = new HashMap<>();
        memento.put("runs", String.valueOf(runs.get()));
        outcomes.forEach((result, count) -> memento.put(result.name(), String.valueOf(count.get())));
        lastIncident.ifPresent(line -> memento.put("last_incident", line));
        return memento;
    }

    private void stop(String why) {
        stopped = Optional.of(why);
        underway.forEach(sending -> sending.stop(why));
    }

    private void restore(Map<String, String> memento) {
        runs.set(Long.parseLong(memento.getOrDefault("runs", "0")));
        outcomes.forEach((result, count) -> count.set(Long.parseLong(memento.getOrDefault(result.name(), "0"))));
        lastIncident = Optional.ofNullable(memento.get("last_incident"));
    }

    @Override
    public void close() {
        stop("its watchdog ends");
    }
}
