package io.awd.watchdog.internal;

import io.awd.api.health.Health;
import io.awd.api.object.Link;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Those that {@code require} names. They stand for our own line: while they are heard it is the peer that is silent and not we who are cut off. That
 * holds only if they were heard all through the silence, so they are looked at in between. On the io thread only.
 */
final class Witnesses {
    private static final long MILLI = 1_000_000L;
    private final List<Link<Health>> links;
    private final LongSupplier clock;
    private long gap;
    private Optional<String> gapOf = Optional.empty();

    Witnesses(List<Link<Health>> links, LongSupplier clock) {
        this.links = links;
        this.clock = clock;
    }

    /**
     * How long a witness may be silent, ns: a line that was cut for less and is heard again after as long once more (TCP repeats what was lost after pauses
     * that double) brings the peer's next pulse before its timeout.
     */
    static long reach(WatchdogProperties properties, long timeout) {
        return Math.max(timeout / 4, timeout / 2 - properties.pulseInterval()) * MILLI;
    }

    /** A look in between. */
    void look(long reach) {
        if (!links.isEmpty()) {
            long now = clock.getAsLong();
            Optional<String> unwell = missing(now - reach);
            if (unwell.isPresent()) {
                gap = now;
                gapOf = unwell;
            }
        }
    }

    /** The first that was not heard all through the silence since a time (ns), its end included. */
    Optional<String> missing(long silentSince, long reach) {
        look(reach);
        return gapOf.filter(why -> gap - silentSince > 0);
    }

    /** The first without a sign of life since a time (ns). */
    Optional<String> missing(long since) {
        for (Link<Health> witness : links) {
            Optional<String> unwell = witness.target().map(health -> health.unwell(since)).orElse(Optional.of("its bundle is not there"));
            if (unwell.isPresent()) {
                return Optional.of(witness.id() + ": " + unwell.get());
            }
        }
        return Optional.empty();
    }
}
