package io.awd.watchdog.internal;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a watchdog sends to others: its scripts and its alerts. */
final class Scripts {
    private static final Logger LOG = LoggerFactory.getLogger("awd.watchdog");
    private static final long ALERT_MILLIS = 30_000;
    private static final Set<String> ALERTS = Set.of("suspect", "degraded", "restored", "blind", "recovered", "resting", "interrupted", "not-ready", "ready",
            "isolated", "held", "released", "mute", "unmute", "excluded", "guest-panicked", "unreadable");
    private static final long MILLI = 1_000_000;
    private final String id;
    private final LongSupplier clock;
    private final Runnable changed;
    private final Optional<Link<OptScript>> opt;
    private final Optional<Link<OptScript>> recover;
    /** What goes instead of the opt-script for a reason. */
    private final Map<Reason, Link<OptScript>> special = new EnumMap<>(Reason.class);
    /** All that an expiry may send. An opt-script without a file counts only where there is nothing else: it tells, no more. */
    private final List<Link<OptScript>> own;
    private final List<Link<Notifier>> nodes;
    private final List<Link<Notifier>> alerts;
    private final AtomicLong alertsLost = new AtomicLong();
    private volatile Optional<OptScript.Run> last = Optional.empty();
    private volatile Optional<Waiting> waiting = Optional.empty();
    /** Since when what it waits for is there, ms since boot. */
    private volatile Optional<Long> backSince = Optional.empty();

    /**
     * An expiry that nobody was there to act on.
     *
     * @param cause whose script it waits for
     * @param since ms since boot
     */
    private record Waiting(Expiry expiry, Reason cause, long since) {
    }

    /**
     * @param clock ns since boot: what waits may do so over a swap and a restart
     * @param changed what {@link #save} says is another and is to be on record
     */
    Scripts(Creation<WatchdogProperties> creation, LongSupplier clock, Runnable changed) {
        this.id = creation.id();
        this.clock = clock;
        this.changed = changed;
        boolean optFile = creation.properties().optScript().isPresent();
        this.opt = creation.link("opt_script", OptScript.class);
        this.recover = creation.link("recover_script", OptScript.class);
        for (Reason reason : Reason.values()) {
            creation.link(reason == Reason.STALL ? "stall_script" : "script." + reason.word(), OptScript.class).ifPresent(link -> special.put(reason, link));
        }
        this.own = Stream.concat(optFile || special.isEmpty() ? opt.stream() : Stream.empty(), special.values().stream()).toList();
        this.nodes = creation.links("notification_node", Notifier.class);
        this.alerts = creation.links("alert_node", Notifier.class);
    }

    /** @throws AwdException a script has steps for a node that is none of ours */
    void check() throws AwdException {
        for (Link<OptScript> link : Stream.concat(own.stream(), recover.stream()).toList()) {
            Optional<String> stranger = link.target().flatMap(script -> script.stranger(nodes));
            if (stranger.isPresent()) {
                throw new AwdException("advanced-watchdog can't use it: " + stranger.get());
            }
        }
    }

    // ---- on the io thread

    /** @param cause whose script is sent: the reason, or the one for which the first of several was sent */
    void expired(Reason reason, Reason cause, String text, long ageMillis, long stalls, WatchdogProperties properties) {
        Expiry expiry = new Expiry(id, reason.word(), text, ageMillis, stalls, Instant.now());
        waiting = Optional.empty();
        Optional<OptScript> script = script(cause);
        if (script.isEmpty()) {
            waiting = Optional.of(new Waiting(expiry, cause, millis()));
            backSince = Optional.empty();
            changed.run();
            LOG.warn("{}: cannot act: the bundle of opt-scripts is not there; it acts when that is back, if the peer is still silent", id);
            return;
        }
        last = Optional.of(script.get().run(expiry, nodes, rules(properties)));
    }

    private Optional<OptScript> script(Reason cause) {
        return Optional.ofNullable(special.get(cause)).or(() -> opt).flatMap(Link::target);
    }

    /** Whether the script of a reason is there. */
    boolean isThere(Reason cause) {
        return script(cause).isPresent();
    }

    /** Whether an expiry waits. */
    boolean isUnsent() {
        return waiting.isPresent();
    }

    /** Whether an expiry waits whose script is there now; the time that it has waited ends when that is found. */
    boolean mayBeSent() {
        boolean there = waiting.flatMap(w -> script(w.cause())).isPresent();
        if (waiting.isPresent() && there != backSince.isPresent()) {
            backSince = there ? Optional.of(millis()) : Optional.empty();
            changed.run();
        }
        return there;
    }

    /** Whether the expiry that waits has waited too long. Then it waits no more, and nothing is sent. */
    boolean isTooLate(WatchdogProperties properties) {
        Optional<Waiting> late = waiting.filter(w -> backSince.orElseGet(this::millis) - w.since() > properties.notifyDeadline());
        late.ifPresent(w -> {
            LOG.warn("{}: the bundle of opt-scripts was away for longer than notify_deadline: nothing is sent for the expiry of {}", id, w.expiry().time());
            forget();
        });
        return late.isPresent();
    }

    /** The expiry that waits is acted on. */
    void back(WatchdogProperties properties) {
        waiting.ifPresent(w -> script(w.cause()).ifPresent(script -> {
            // before it goes out: it must not go out again. Who is killed between this and the incident's record has not sent it
            forget();
            last = Optional.of(script.run(w.expiry(), nodes, rules(properties)));
        }));
    }

    private void forget() {
        waiting = Optional.empty();
        changed.run();
    }

    private long millis() {
        return clock.getAsLong() / MILLI;
    }

    /** The incident is over: nothing waits any more. */
    void over() {
        waiting.ifPresent(w -> {
            LOG.warn("{}: nothing is sent for the expiry of {} that waited for its script: it is over", id, w.expiry().time());
            forget();
        });
    }

    /** What waits, for a successor. Any thread. */
    void save(Map<String, String> memento) {
        waiting.ifPresent(w -> {
            memento.put("waiting_cause", w.cause().name());
            memento.put("waiting_reason", w.expiry().reason());
            memento.put("waiting_text", w.expiry().text());
            memento.put("waiting_age", String.valueOf(w.expiry().ageMillis()));
            memento.put("waiting_stalls", String.valueOf(w.expiry().stalls()));
            memento.put("waiting_time", w.expiry().time().toString());
            memento.put("waiting_since", String.valueOf(w.since()));
            backSince.ifPresent(since -> memento.put("waiting_until", String.valueOf(since)));
        });
    }

    /** What waited in a predecessor. */
    void load(Map<String, String> memento) {
        try {
            backSince = Optional.ofNullable(memento.get("waiting_until")).map(Long::valueOf);
            waiting = Optional.ofNullable(memento.get("waiting_cause")).map(cause -> new Waiting(new Expiry(id, memento.get("waiting_reason"),
                    memento.get("waiting_text"), Long.parseLong(memento.get("waiting_age")), Long.parseLong(memento.get("waiting_stalls")),
                    Instant.parse(memento.get("waiting_time"))), Reason.valueOf(cause), Long.parseLong(memento.get("waiting_since"))));
        } catch (IllegalArgumentException | DateTimeParseException | NullPointerException e) {
            LOG.warn("{}: an expiry that waited for the bundle of opt-scripts cannot be read, and nothing is sent for it: {}", id, e.toString());
        }
    }

    /** The script of an expiry that is over is taken back if it has not begun; if it has sent something, recover_script follows it. */
    void recovered(long stalls, WatchdogProperties properties) {
        over();
        Optional<OptScript.Run> run = last;
        last = Optional.empty();
        if (run.isEmpty()) {
            return;
        }
        if (properties.cancelOnRecover()) {
            run.get().cancel("the peer is back");
        }
        run.get().done().thenAccept(sent -> {
            if (sent) {
                recover.flatMap(Link::target).ifPresent(
                        script -> script.run(new Expiry(id, Reason.RECOVERED.word(), "the peer is back", 0, stalls, Instant.now()), nodes, rules(properties)));
            }
        });
    }

    /** We ran late for so long that the peer may have acted. */
    void ranLate(String text, long ageMillis, long stalls, WatchdogProperties properties) {
        Optional.ofNullable(special.get(Reason.STALL)).flatMap(Link::target).ifPresentOrElse(
                script -> script.run(new Expiry(id, Reason.STALL.word(), text, ageMillis, stalls, Instant.now()), nodes, rules(properties)),
                () -> LOG.warn("{}: {}; there is no stall_script", id, text));
    }

    private static OptScript.Rules rules(WatchdogProperties p) {
        return new OptScript.Rules(p.stepTimeout(), p.notifyDeadline(), p.onError() == WatchdogProperties.OnError.CONTINUE,
                p.nodeOrder() == WatchdogProperties.NodeOrder.SERIAL);
    }

    // ---- any thread

    void alert(String event, String text) {
        if (alerts.isEmpty() || !ALERTS.contains(event)) {
            return;
        }
        byte[] line = ("AWD " + id + ": " + text + "\n").getBytes(StandardCharsets.UTF_8);
        Step step = new Step(Incident.alert(id, event, text), 1, line, ALERT_MILLIS);
        alerts.forEach(node -> alert(node, step));
    }

    private void alert(Link<Notifier> node, Step step) {
        try {
            Optional<Notifier> notifier = node.target();
            if (notifier.isEmpty() || notifier.get().syntax() == Notifier.Syntax.LINES) {
                lost(node, step, notifier.isEmpty() ? "its bundle is not there" : "it takes commands, not alerts");
                return;
            }
            notifier.get().send(step).thenAccept(outcome -> {
                if (outcome.result() != Outcome.Result.SENT && outcome.result() != Outcome.Result.ACKNOWLEDGED) {
                    lost(node, step, outcome.detail());
                }
            });
        } catch (RuntimeException | LinkageError e) {
            lost(node, step, e.toString());
        }
    }

    private void lost(Link<Notifier> node, Step step, String why) {
        alertsLost.incrementAndGet();
        LOG.warn("{}: alert '{}' did not reach {}: {}", id, step.incident().reason(), node.id(), why);
    }

    long alertsLost() {
        return alertsLost.get();
    }

    /** Where the scripts go. */
    List<Link<Notifier>> nodes() {
        return nodes;
    }

    /** Why what is named could not be sent now; empty: it could. */
    Optional<String> notReady() {
        if (opt.isEmpty()) {
            return Optional.of("there was no bundle of opt-scripts when it was made");
        }
        for (Link<OptScript> link : own) {
            Optional<String> why = notReady(link);
            if (why.isPresent()) {
                return why;
            }
        }
        return Optional.empty();
    }

    private Optional<String> notReady(Link<OptScript> link) {
        Optional<OptScript> script = link.target();
        return script.isEmpty() ? Optional.of("the bundle of opt-scripts is not there") : script.get().notReady(nodes);
    }

    private OptScript script() throws AwdException {
        return opt.flatMap(Link::target).orElseThrow(() -> new AwdException("'" + id + "' cannot act: the bundle of opt-scripts is not there"));
    }

    private OptScript toSend() throws AwdException {
        if (nodes.isEmpty()) {
            throw new AwdException("'" + id + "' has no notification_node");
        }
        return script();
    }

    /** The script on purpose; the incident's id. */
    String drill(long ageMillis, long stalls, WatchdogProperties properties) throws AwdException {
        return toSend().run(new Expiry(id, Reason.MANUAL.word(), "a drill", ageMillis, stalls, Instant.now()), nodes, rules(properties)).incident();
    }

    String plan() throws AwdException {
        return toSend().plan(nodes);
    }

    CompletionStage<List<OptScript.Checked>> check(long timeoutMillis) throws AwdException {
        return toSend().check(nodes, timeoutMillis);
    }

    void resume(String incident, WatchdogProperties properties) throws AwdException {
        toSend().resume(incident, nodes, rules(properties));
    }

    void reload() throws AwdException {
        for (Link<OptScript> other : Stream.concat(own.stream(), recover.stream()).toList()) {
            other.target().orElseThrow(() -> new AwdException("'" + id + "' cannot act: the bundle of opt-scripts is not there")).reload();
        }
    }
}
