package io.awd.watchdog.internal;

import io.awd.api.health.Health;
import io.awd.api.health.VirtualMachine;
import io.awd.api.object.Link;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether we may speak: only while what {@code follow} names is well. Outside QEMU a pulse says only that AWD lives; this makes it say that
 * the virtual machine does. On the io thread, but for {@link #why} and what the machine tells.
 */
final class Follow implements VirtualMachine.Listener {
    private static final long MILLI = 1_000_000L;
    private static final Runnable NOTHING = () -> { };
    private final Optional<Link<Health>> link;
    private final List<String> states;
    private final LongSupplier clock;
    private final Runnable news;
    private Optional<Health> target = Optional.empty();
    private Runnable listening = NOTHING;
    private long within;
    private long lastWell;
    private volatile Optional<String> why = Optional.empty();

    /**
     * @param states run states in which a virtual machine is well
     * @param news is run on any thread when there may be news
     */
    Follow(Optional<Link<Health>> link, List<String> states, LongSupplier clock, Runnable news) {
        this.link = link;
        this.states = states;
        this.clock = clock;
        this.news = news;
        this.lastWell = clock.getAsLong();
    }

    /** What stands behind the link, or how old a sign of life of it may be, may be another. */
    void relinked(long withinNanos) {
        Optional<Health> now = link.flatMap(Link::target);
        if (!now.equals(target) || within != withinNanos) {
            listening.run();
            target = now;
            within = withinNanos;
            listening = now.filter(VirtualMachine.class::isInstance).map(machine -> ((VirtualMachine) machine).listen(this, withinNanos / MILLI)).orElse(NOTHING);
        }
    }

    void close() {
        listening.run();
        listening = NOTHING;
        target = Optional.empty();
    }

    /** Whether we are to be silent. */
    boolean mute() {
        return why.isPresent();
    }

    /** Why we are silent; empty: we are not. Any thread. */
    Optional<String> why() {
        return why;
    }

    /**
     * Looks again.
     *
     * @param withinNanos how old a sign of life may be
     * @return whether the answer is another than before
     */
    boolean look(long withinNanos) {
        if (link.isEmpty()) {
            return false;
        }
        long now = clock.getAsLong();
        Optional<String> obstacle = target.isPresent() ? unwell(target.get(), now - withinNanos) : away(now, withinNanos);
        if (obstacle.isEmpty()) {
            lastWell = now;
        }
        boolean changed = obstacle.isPresent() != why.isPresent();
        why = obstacle;
        return changed;
    }

    private Optional<String> unwell(Health health, long since) {
        Optional<String> obstacle = health.unwell(since);
        if (obstacle.isEmpty() && health instanceof VirtualMachine machine && !states.contains(machine.runState())) {
            return Optional.of(link.orElseThrow().id() + ": the VM is " + machine.runState());
        }
        return obstacle.isEmpty() ? obstacle : Optional.of(link.orElseThrow().id() + ": " + obstacle.get());
    }

    /** Its bundle is being replaced: that is our own doing, and says nothing for as long as a sign of life counts. */
    private Optional<String> away(long now, long withinNanos) {
        return now - lastWell <= withinNanos && why.isEmpty() ? why : Optional.of(link.orElseThrow().id() + ": its bundle is not there");
    }

    @Override
    public void event(String name, Map<String, String> data) {
        news.run();
    }

    @Override
    public void runState(String state) {
        news.run();
    }

    @Override
    public void lost(String reason) {
        news.run();
    }
}
