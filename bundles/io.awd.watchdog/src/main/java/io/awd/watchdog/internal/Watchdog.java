package io.awd.watchdog.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.health.Health;
import io.awd.api.health.VirtualMachine;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import io.awd.api.object.PropertyDescription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One advanced-watchdog: its paths to the peer, the pulses it sends, and what it says to whom. All of it belongs to its io thread: messages, timers
 * and decisions run there without a lock; what the container asks is handed over.
 */
final class Watchdog implements Instance<WatchdogProperties>, StateMachine.Effects, Voice.Listener, Health {
    private static final long MILLI = 1_000_000L;
    /** What an operator should look at though it is no expiry. */
    private static final Set<String> WARNINGS = Set.of("expired", "mute", "isolated", "degraded", "guest-panicked", "unreadable");
    private static final String GROUP = "group_held";
    private static final String FIRST_REASON = "first_reason";

    /** Who keeps the watchdogs that live. Told on any thread. */
    interface Keeper {
        /** It is at its end. */
        void gone(Watchdog watchdog);

        /** What one acts with is another now. */
        void stirred();
    }

    private final Creation<WatchdogProperties> creation;
    private final String nodes;
    private final Keeper keeper;
    private final IoThread thread;
    private final Requests requests;
    private final LongSupplier clock;
    private final StateMachine machine;
    private final List<Heartbeat> paths;
    private final Scripts scripts;
    private final Groups groups;
    private final Voice voice;
    private final VmWatch vm;
    private final Witnesses witnesses;
    private final Counters counters;
    private final Pulses pulses;
    private volatile WatchdogProperties properties;
    private volatile boolean closed;
    /** It is at its end on the io thread, too. */
    private boolean ended;
    private volatile Reason firstReason = Reason.TIMEOUT;
    private Optional<String> notReadySeen = Optional.empty();
    private Optional<String> notReadyTold = Optional.empty();

    /**
     * @param nodes the property that names the chardevs
     * @param clock monotonic, ns
     * @param suspension of the host
     * @param groups of all watchdogs
     * @param keeper who is told what matters beyond this one
     */
    Watchdog(Creation<WatchdogProperties> creation, String nodes, LongSupplier clock, Suspension suspension, Groups groups, Keeper keeper) {
        this.creation = creation;
        this.nodes = nodes;
        this.keeper = keeper;
        this.clock = clock;
        this.thread = creation.ioThread();
        this.requests = new Requests(thread, creation.id(), Requests.PATIENCE_MILLIS);
        this.properties = creation.properties();
        List<Link<Chardev>> links = creation.links(nodes, Chardev.class);
        this.paths = paths(links);
        this.counters = new Counters(paths.get(0));
        this.machine = new StateMachine(thread, clock, suspension, properties, counters, this);
        this.scripts = new Scripts(creation, suspension::sinceBoot, this::remember);
        this.pulses = new Pulses(thread, clock, paths, counters, this::roundBegins);
        this.groups = groups;
        this.voice = new Voice(creation.link("follow", Health.class), properties.followStates(), thread, clock, paths, this);
        this.vm = new VmWatch(creation.link("vm", VirtualMachine.class), thread, machine);
        this.witnesses = new Witnesses(creation.links("require", Health.class), clock);
    }

    private List<Heartbeat> paths(List<Link<Chardev>> links) {
        List<Heartbeat> made = new ArrayList<>();
        for (Link<Chardev> link : links) {
            made.add(new Heartbeat(this, link, properties, clock.getAsLong(), made.stream().findFirst(), links.size() > 1));
        }
        return List.copyOf(made);
    }

    /** @throws AwdException a chardev is in use, a script does not fit, or the io thread does not answer; nothing is kept but a hold on an exclusive group */
    void open() throws AwdException {
        scripts.check();
        try {
            for (Heartbeat path : paths) {
                path.attach(thread, properties.timeout());
            }
            requests.ask(this::begin);
        } catch (AwdException | RuntimeException | Error e) {
            abandon();
            throw e;
        }
        tellWhileLive(machine::actIfSilent);
    }

    private void begin() {
        counters.load(creation.memento());
        machine.open(creation.memento(), paths.stream().anyMatch(Heartbeat::present));
        String first = creation.memento().get(FIRST_REASON);
        firstReason = Arrays.stream(Reason.values()).filter(reason -> reason.name().equals(first)).findFirst().orElse(firstReason);
        if (machine.isExpired()) {
            scripts.load(creation.memento());
        }
        if (creation.memento().containsKey(GROUP) && machine.isInIncident()) {
            properties.exclusive().ifPresent(group -> groups.take(group, id(), this));
        }
        if (machine.timeoutMillis() != properties.timeout()) {
            paths.forEach(path -> path.patience(machine.timeoutMillis()));
        }
        voice.open();
        vm.relinked(machine.timeoutMillis() / 2);
        if (creation.memento().containsKey("held") && !vm.tells()) {
            machine.spareUntold();
        }
        pulses.set(properties.pulse(), properties.pulseInterval());
        paths.forEach(path -> path.spoke(clock.getAsLong()));
        paths.forEach(Heartbeat::greet);
    }

    /** It failed, or its io thread did not answer in time: what that thread has begun of it ends. */
    private void abandon() {
        closed = true;
        later(this::stop);
        detach();
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            Heartbeat.LOG.debug("{}: iothread '{}' has ended", id(), thread.id());
        }
    }

    String id() {
        return creation.id();
    }

    Pulses pulses() {
        return pulses;
    }

    // ---- what its paths tell; on the io thread

    /** With several paths: one that is silent while this one speaks is told of, and so is its return. */
    void compare(Heartbeat heard, long now) {
        heard.spoke(now);
        for (Heartbeat path : paths) {
            boolean silent = now - path.spokeAt() > machine.timeoutMillis() * MILLI;
            if (path.degraded(silent)) {
                happened(silent ? "degraded" : "restored", silent ? "degraded: no message on " + path.node() + ", the peer speaks on " + heard.node()
                        : "the peer speaks on " + path.node() + " again", Map.of("path", path.node()));
            }
        }
    }

    /** Answers a message. */
    void answer(Heartbeat path) {
        if (properties.pulse()) {
            voice.look();
            if (!voice.mute()) {
                counters.reply(path.offer(Frame.REPLY));
                if (properties.stallScript().isPresent()) {
                    voice.speaks();
                }
            }
        }
    }

    // ---- what we say

    private void roundBegins(long due) {
        machine.ranSince(due);
        witnesses.look(Witnesses.reach(properties, machine.timeoutMillis()));
        voice.look();
        if (!voice.mute()) {
            voice.speaks();
        }
    }

    /** Whether what we follow is not well, so that we are silent. */
    boolean mute() {
        return voice.mute();
    }

    @Override
    public void pulse(Heartbeat path) {
        pulses.send(path);
    }

    @Override
    public long within() {
        return machine.timeoutMillis() * MILLI;
    }

    long now() {
        return clock.getAsLong();
    }

    void peerStops(String node) {
        machine.peerStops(node);
    }

    void frameRefused() {
        counters.framesRefused++;
    }

    void trigger() {
        machine.trigger();
    }

    /** The peer asks for a timeout (WATCHDOG_USEC); it gets it within timeout_min and timeout_max. */
    void peerTimeout(long micros) {
        long millis = Math.min(Math.max(micros / 1000, properties.timeoutMin()), properties.timeoutMax());
        if (millis != machine.timeoutMillis() && millis > properties.pretimeout()) {
            machine.timeout(millis);
            happened("timeout", "the peer asked for a timeout of " + micros + " µs: it is now " + millis + " ms", Map.of("timeout", millis));
            paths.forEach(path -> path.patience(millis));
        }
    }

    // ---- what follows from a change

    @Override
    public void happened(String event, String text, Map<String, Object> data) {
        if (WARNINGS.contains(event)) {
            creation.warn(event, text, data);
        } else {
            creation.emit(event, text, data);
        }
        scripts.alert(event, text);
        if (machine.waits()) {
            // from now on it may wait in vain
            keeper.stirred();
        }
    }

    @Override
    public void remember() {
        // after its end there is nothing to remember: it is deleted, or was asked
        if (!ended) {
            creation.remember(memento());
        }
    }

    @Override
    public void expired(Reason reason, String text, long ageMillis) {
        firstReason = reason == Reason.REPEAT ? firstReason : reason;
        // one that cannot act keeps nobody of its group from it
        boolean excluded = scripts.isThere(firstReason) && excluded(text);
        remember();
        if (excluded) {
            return;
        }
        scripts.expired(reason, firstReason, text, ageMillis, counters.stalls, properties);
    }

    /** Whether another of its group has acted; if not, it has the group. */
    private boolean excluded(String text) {
        Optional<String> other = properties.exclusive().flatMap(group -> groups.take(group, id(), this));
        other.ifPresent(holder -> {
            scripts.over();
            creation.warn("excluded", "not acted on: '" + holder + "' of group '" + properties.exclusive().orElse("") + "' has acted and is not re-armed",
                    Map.of("group", properties.exclusive().orElse(""), "holder", holder));
            scripts.alert("excluded", text);
        });
        return other.isPresent();
    }

    @Override
    public void rearmed() {
        scripts.over();
        properties.exclusive().ifPresent(group -> groups.release(group, this));
    }

    @Override
    public void ranLate(long nanos) {
        long silence = Math.max(nanos, clock.getAsLong() - voice.lastSent()) / MILLI;
        if (properties.stallScript().isPresent() && silence > properties.peerTimeout()) {
            scripts.ranLate("we were silent for " + silence + " ms, longer than the peer waits (" + properties.peerTimeout() + " ms): it may have acted",
                    machine.ageMillis().orElse(-1L), counters.stalls, properties);
        }
    }

    @Override
    public Witnesses witnesses() {
        return witnesses;
    }

    @Override
    public Cause cause(long since) {
        Optional<Cause> ofVm = vm.cause(since);
        if (ofVm.isPresent()) {
            return ofVm.get();
        } else if (paths.stream().anyMatch(Heartbeat::muted)) {
            return new Cause(Reason.QEMU_SILENT, "its AWD said that what it follows is not well");
        } else if (paths.stream().allMatch(path -> path.endedBefore(since))) {
            return new Cause(Reason.PEER_ENDED, "the peer's end of the connection was closed");
        }
        return paths.size() > 1 ? new Cause(Reason.ALL_PATHS, "all paths are silent") : new Cause(Reason.TIMEOUT, "");
    }

    @Override
    public Optional<String> unwell(long since) {
        State state = machine.state();
        if (state != State.ALIVE && state != State.SUSPECT) {
            return Optional.of("its peer is " + PropertyDescription.word(state));
        }
        long last = machine.lastHeard();
        return last - since >= 0 ? Optional.empty() : Optional.of("its peer was last heard " + (clock.getAsLong() - last) / MILLI + " ms ago");
    }

    @Override
    public void recovered() {
        scripts.recovered(counters.stalls, properties);
    }

    @Override
    public boolean isUnsent() {
        return scripts.isUnsent();
    }

    @Override
    public boolean mayBeSent() {
        return scripts.mayBeSent();
    }

    @Override
    public void stillSilent() {
        // in this order: one that cannot act keeps nobody of its group from it
        if (scripts.mayBeSent() && !scripts.isTooLate(properties) && !excluded("what waited for its script")) {
            scripts.back(properties);
        }
    }

    // ---- what the container and operators ask

    @Override
    public void set(WatchdogProperties changed) throws AwdException {
        ask(() -> apply(changed));
    }

    private void apply(WatchdogProperties changed) {
        WatchdogProperties old = properties;
        properties = changed;
        machine.properties(changed);
        if (old.timeout() != changed.timeout()) {
            paths.forEach(path -> path.patience(changed.timeout()));
            voice.relinked();
            vm.relinked(changed.timeout() / 2);
        }
        if (old.pulse() != changed.pulse() || old.pulseInterval() != changed.pulseInterval()) {
            pulses.set(changed.pulse(), changed.pulseInterval());
        }
        keeper.stirred();
    }

    /** @throws AwdException it is paused already */
    void pause(long millis) throws AwdException {
        ask(() -> machine.pause(millis));
    }

    /** @throws AwdException it is neither paused nor resting */
    void resume() throws AwdException {
        ask(machine::resume);
    }

    /** One that is at its end must not begin anew and judge beside its successor. */
    private void ask(Requests.Request request) throws AwdException {
        requests.ask(() -> {
            if (closed) {
                throw new AwdException("'" + id() + "' is at its end");
            }
            request.run();
        });
    }

    Scripts scripts() {
        return scripts;
    }

    /** Runs the script on purpose; the incident's id. */
    String drill() throws AwdException {
        return scripts.drill(machine.ageMillis().orElse(-1L), counters.stalls, properties);
    }

    void resumeIncident(String incident) throws AwdException {
        scripts.resume(incident, properties);
    }

    /**
     * Looks whether it could act; what changed is told. One thread at a time.
     *
     * @return false: what was found is to be told if the next look finds it too, or time alone may change it
     */
    boolean lookWhetherReady() {
        if (closed) {
            return true;
        }
        Optional<String> why = notReady();
        boolean news = !why.equals(notReadyTold);
        if (news && why.isPresent() && !why.equals(notReadySeen)) {
            // a client that connects, or a bundle that is swapped, needs a moment
            notReadySeen = why;
            return false;
        }
        notReadySeen = why;
        if (news) {
            notReadyTold = why;
            tell(why);
        }
        return why.isPresent() || !machine.waits();
    }

    private void tell(Optional<String> why) {
        String text = why.map(obstacle -> "could not act: " + obstacle).orElse("could act again");
        creation.warn(why.isPresent() ? "not-ready" : "ready", text, Map.of("why", why.orElse("")));
        scripts.alert(why.isPresent() ? "not-ready" : "ready", text);
    }

    private Optional<String> notReady() {
        Optional<String> why;
        try {
            why = scripts.notReady();
        } catch (RuntimeException | Error e) {
            // whose script cannot even say whether it could act cannot act, and the other watchdogs are to be asked as well
            why = Optional.of(e.toString());
        }
        return why.isEmpty() && machine.waitsInVain() ? Optional.of("nobody was heard within three timeouts of the start") : why;
    }

    @Override
    public void relinked(String property) {
        keeper.stirred();
        if ((property.equals("opt_script") || property.startsWith("script.")) && !closed) {
            tellWhileLive(machine::actIfSilent);
        }
        if (!closed && property.equals("follow")) {
            tellWhileLive(() -> {
                voice.relinked();
                voice.look();
            });
        } else if (!closed && property.equals("vm")) {
            tellWhileLive(() -> vm.relinked(machine.timeoutMillis() / 2));
        }
        if (!closed && property.equals(nodes)) {
            tellWhileLive(this::linesChanged);
        }
    }

    /** What becomes known of others while it is at its end concerns its successor. */
    private void tellWhileLive(Runnable news) {
        requests.tell(() -> {
            if (!closed) {
                news.run();
            }
        });
    }

    /** Looks when it runs, not when it was wanted: what it was wanted for may be over by then. */
    private void linesChanged() {
        paths.stream().filter(path -> !path.current()).forEach(Heartbeat::lost);
        if (paths.stream().noneMatch(Heartbeat::present)) {
            // also if the next one is there already: its peer has yet to come
            machine.deaf();
        }
        boolean came = false;
        for (Heartbeat path : paths) {
            came |= path.targeted() && !path.present() && attached(path);
        }
        paths.forEach(Heartbeat::greet);
        if (came) {
            machine.listening();
        }
    }

    private boolean attached(Heartbeat path) {
        try {
            path.attach(thread, machine.timeoutMillis());
            return path.present();
        } catch (AwdException e) {
            happened("blind", path.node() + " cannot be had again: " + e.getMessage(), Map.of());
            return false;
        }
    }

    private void stop() {
        closed = true;
        ended = true;
        machine.close();
        pulses.stop();
        keeper.gone(this);
        voice.close();
        vm.close();
    }

    /** If its io thread does not answer, the chardevs are given back only after it has told the peer. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            boolean ended = requests.tell(() -> {
                boolean silent = voice.mute();
                stop();
                rearmed();
                // whose silence is to be heard must not say that it stops on purpose
                paths.stream().filter(path -> !silent).filter(Heartbeat::wantsFrames).forEach(path -> path.offer(Frame.STOPPING));
            });
            if (ended) {
                detach();
            } else {
                later(this::detach);
            }
        }
    }

    private void detach() {
        paths.forEach(Heartbeat::detach);
    }

    @Override
    public Map<String, String> suspend() {
        // before all else: what the io thread is still to be told is no longer for this one
        closed = true;
        requests.tell(this::stop);
        detach();
        Map<String, String> memento = new LinkedHashMap<>(memento());
        counters.save(memento);
        return memento;
    }

    /** Counters are of this process; the state outlives it. */
    @Override
    public Map<String, String> memento() {
        Map<String, String> memento = new LinkedHashMap<>();
        machine.save(memento);
        scripts.save(memento);
        if (machine.isExpired()) {
            memento.put(FIRST_REASON, firstReason.name());
        }
        properties.exclusive().filter(group -> groups.holds(group, this)).ifPresent(group -> memento.put(GROUP, group));
        return memento;
    }

    /** Any thread. */
    Glance glance() {
        return Glance.of(machine, counters, voice.mute(), properties.notificationNode(), notReady().isEmpty());
    }

    @Override
    public WatchdogStatus status() {
        return WatchdogStatus.of(machine, counters, paths.stream().anyMatch(Heartbeat::up),
                paths.stream().map(Heartbeat::dialectName).collect(Collectors.joining(",")),
                paths.stream().filter(Heartbeat::isDegraded).map(Heartbeat::node).collect(Collectors.joining(",")),
                scripts.alertsLost(), notReady(), voice.why());
    }
}
