package io.awd.watchdog.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import io.awd.api.object.PropertyDescription;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One advanced-watchdog. Its state belongs to its io thread: messages, timers and decisions run there without a lock; what the container asks
 * is handed over. Counters have this one writer and are read from anywhere.
 */
final class Watchdog implements Instance<WatchdogProperties> {
    private static final long MILLI = 1_000_000L;
    private final Creation<WatchdogProperties> creation;
    private final IoThread thread;
    private final LongSupplier clock;
    private final Deadline deadline;
    private final List<Heartbeat> paths;
    private final Optional<Link<OptScript>> script;
    private final List<Link<Notifier>> nodes;
    private final Counters counters = new Counters();
    private volatile WatchdogProperties properties;
    private volatile State state = State.WAITING;
    private volatile Instant since = Instant.now();
    private volatile String reason = "created";
    private volatile Optional<Instant> lastExpiry = Optional.empty();
    private volatile boolean heardOnce;
    private volatile boolean closed;
    private Optional<IoThread.Timer> pulseTimer = Optional.empty();
    private long nextPulse;

    Watchdog(Creation<WatchdogProperties> creation, LongSupplier clock) {
        this.creation = creation;
        this.clock = clock;
        this.thread = creation.ioThread();
        this.properties = creation.properties();
        this.deadline = new Deadline(thread, clock, properties.timeout() * MILLI, this::expire, this::stalled);
        this.paths = creation.links("awd_node", Chardev.class).stream().map(link -> new Heartbeat(this, link)).toList();
        this.script = creation.link("opt_script", OptScript.class);
        this.nodes = creation.links("notification_node", Notifier.class);
    }

    /** @throws AwdException a chardev is in use; none is kept */
    void open() throws AwdException {
        try {
            for (Heartbeat path : paths) {
                path.attach(thread, properties.timeout());
            }
        } catch (AwdException e) {
            paths.forEach(Heartbeat::detach);
            throw e;
        }
        onThread(() -> {
            restore(creation.memento());
            paths.forEach(Heartbeat::greet);
            pulseFromNow();
        });
    }

    String id() {
        return creation.id();
    }

    // ---- messages

    /** A whole message came on one of the paths. */
    void heard() {
        deadline.heard();
        counters.message();
        if (state != State.ALIVE) {
            comeAlive();
        }
    }

    private void comeAlive() {
        State before = state;
        heardOnce = true;
        deadline.start();
        if (before == State.EXPIRED) {
            counters.recoveries++;
            change(State.ALIVE, "recovered", "heard again " + lastExpiry.map(t -> since(t) + " ms after it expired").orElse("after it expired"), Map.of());
        } else {
            change(State.ALIVE, "alive", before == State.WAITING ? "heard the first message" : "heard again", Map.of());
        }
    }

    private static long since(Instant time) {
        return Math.max(0, Instant.now().toEpochMilli() - time.toEpochMilli());
    }

    /** Answers a message, if we are the side that answers. */
    void answer(Heartbeat path) {
        if (properties.server()) {
            return;
        }
        if (path.offer(Frame.REPLY)) {
            counters.repliesSent++;
        } else {
            counters.repliesDropped++;
        }
    }

    /** The peer says that it stops on purpose: its silence is no expiry. */
    void peerStops(String node) {
        counters.message();
        deadline.heard();
        deadline.stop();
        heardOnce = false;
        change(State.WAITING, "stopping", "the peer says on " + node + " that it stops", Map.of());
    }

    void frameRefused() {
        counters.framesRefused++;
    }

    // ---- pulses

    void pulse(Heartbeat path) {
        if (!path.wantsFrames()) {
            return;
        }
        if (path.offer(Frame.PULSE)) {
            counters.pulsesSent++;
        } else {
            counters.pulsesDropped++;
        }
    }

    private void pulseFromNow() {
        pulseTimer.ifPresent(IoThread.Timer::cancel);
        nextPulse = clock.getAsLong() + properties.pulseInterval() * MILLI;
        pulseTimer = Optional.of(thread.schedule(this::pulses, properties.pulseInterval() * MILLI));
    }

    /** Keeps the rhythm, but never catches up after a stall. */
    private void pulses() {
        if (closed) {
            return;
        }
        paths.forEach(this::pulse);
        long now = clock.getAsLong();
        nextPulse += properties.pulseInterval() * MILLI;
        if (nextPulse - now <= 0) {
            nextPulse = now + properties.pulseInterval() * MILLI;
        }
        pulseTimer = Optional.of(thread.schedule(this::pulses, nextPulse - now));
    }

    // ---- deadlines

    private void expire() {
        long age = (clock.getAsLong() - deadline.lastHeard()) / MILLI;
        Instant now = Instant.now();
        counters.expiries++;
        lastExpiry = Optional.of(now);
        String acts = script.isEmpty() ? "; there is no opt_script" : script.flatMap(Link::target).isEmpty() ? "; its opt_script is not there" : "";
        change(State.EXPIRED, "expired", "no message for " + age + " ms (timeout " + properties.timeout() + " ms)" + acts,
                Map.of("age", age, "timeout", properties.timeout(), "reason", "timeout"));
        script.flatMap(Link::target).ifPresent(s -> s.run(new Expiry(id(), "timeout", age, now), nodes));
    }

    private void stalled(long nanos) {
        counters.stalls++;
        counters.lastStall = nanos / MILLI;
        creation.emit("blind", "we ran late by " + nanos / MILLI + " ms and give the peer more time", Map.of("length", nanos / MILLI));
    }

    private void change(State next, String event, String why, Map<String, Object> data) {
        State before = state;
        state = next;
        since = Instant.now();
        reason = why;
        Map<String, Object> all = new LinkedHashMap<>(data);
        all.put("from", PropertyDescription.word(before));
        all.put("to", PropertyDescription.word(next));
        creation.emit(event, PropertyDescription.word(next) + ": " + why, all);
    }

    // ---- what the container asks

    @Override
    public void set(WatchdogProperties changed) {
        onThread(() -> {
            WatchdogProperties old = properties;
            properties = changed;
            if (old.timeout() != changed.timeout()) {
                deadline.timeout(changed.timeout() * MILLI);
                paths.forEach(path -> path.patience(changed.timeout()));
            }
            if (old.pulseInterval() != changed.pulseInterval()) {
                pulseFromNow();
            }
        });
    }

    @Override
    public void relinked(String property) {
        if (!property.equals("awd_node") || closed) {
            return;
        }
        boolean[] came = new boolean[1];
        for (Heartbeat path : paths) {
            if (!path.targeted()) {
                onThread(path::lost);
            } else if (!path.present()) {
                try {
                    path.attach(thread, properties.timeout());
                    came[0] = true;
                } catch (AwdException e) {
                    creation.emit("blind", path.node() + " cannot be had again: " + e.getMessage(), Map.of());
                }
            }
        }
        onThread(() -> linksChanged(came[0]));
    }

    private void linksChanged(boolean came) {
        paths.forEach(Heartbeat::greet);
        boolean deaf = paths.stream().noneMatch(Heartbeat::present);
        if (deaf && state == State.ALIVE) {
            deadline.stop();
            change(State.BLIND, "blind", "its chardev is gone with its bundle", Map.of());
        } else if (deaf) {
            deadline.stop();
        } else if (came && state == State.BLIND) {
            deadline.startAfresh();
        }
    }

    /** Another thread's work, done on ours; waits until it is. */
    private void onThread(Runnable task) {
        if (thread.inThread()) {
            task.run();
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        try {
            thread.execute(() -> {
                try {
                    task.run();
                } finally {
                    done.countDown();
                }
            });
            done.await(2, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // the loop has ended: nothing of ours runs there any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        closed = true;
        deadline.stop();
        pulseTimer.ifPresent(IoThread.Timer::cancel);
    }

    @Override
    public void close() {
        if (!closed) {
            onThread(() -> {
                stop();
                paths.stream().filter(Heartbeat::wantsFrames).forEach(path -> path.offer(Frame.STOPPING));
            });
            paths.forEach(Heartbeat::detach);
        }
    }

    @Override
    public Map<String, String> suspend() {
        onThread(this::stop);
        paths.forEach(Heartbeat::detach);
        Map<String, String> memento = new LinkedHashMap<>();
        memento.put("state", state.name());
        memento.put("heard", String.valueOf(heardOnce));
        memento.put("since", since.toString());
        lastExpiry.ifPresent(t -> memento.put("last_expiry", t.toString()));
        counters.save(memento);
        return memento;
    }

    /** Takes up where the instance before us left. Who had heard its peer is blind with a deadline, never afresh in waiting. */
    private void restore(Map<String, String> memento) {
        if (memento.isEmpty()) {
            return;
        }
        counters.load(memento);
        heardOnce = Boolean.parseBoolean(memento.get("heard"));
        lastExpiry = Optional.ofNullable(memento.get("last_expiry")).map(Instant::parse);
        State before = State.valueOf(memento.get("state"));
        if (before == State.EXPIRED) {
            state = State.EXPIRED;
            reason = "expired before its bundle was replaced";
        } else if (heardOnce) {
            change(State.BLIND, "blind", "its bundle was replaced", Map.of());
            if (paths.stream().anyMatch(Heartbeat::present)) {
                deadline.startAfresh();
            }
        }
    }

    @Override
    public WatchdogStatus status() {
        Optional<Long> age = counters.messages() > 0 && heardOnce ? Optional.of((clock.getAsLong() - deadline.lastHeard()) / MILLI) : Optional.empty();
        return new WatchdogStatus(state, since.truncatedTo(ChronoUnit.MILLIS).toString(), reason, paths.stream().anyMatch(Heartbeat::up),
                paths.stream().map(Heartbeat::dialect).collect(Collectors.joining(",")), age, deadline.left().map(n -> n / MILLI),
                counters.messages(), counters.pulsesSent, counters.pulsesDropped, counters.repliesSent, counters.repliesDropped,
                counters.framesRefused, counters.expiries, counters.recoveries, counters.stalls, counters.lastStall,
                lastExpiry.map(t -> t.truncatedTo(ChronoUnit.MILLIS).toString()), ready());
    }

    private boolean ready() {
        return script.isEmpty() || script.get().target().isPresent()
                && nodes.stream().allMatch(node -> node.target().filter(Notifier::ready).isPresent());
    }
}
