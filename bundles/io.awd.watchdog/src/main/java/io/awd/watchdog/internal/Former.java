package io.awd.watchdog.internal;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * What the instance before has left of its state, whether it was swapped or its process ended.
 *
 * @param state as it was
 * @param heard whether its peer was ever heard
 * @param firstAwaited whether nobody was ever heard, nor said that it stops
 * @param lastExpiry wall clock time
 * @param beforePause the state that an operator paused
 * @param pauseEnds ms since boot
 * @param timeoutBefore the property's timeout (ms) when the peer had asked for another
 * @param timeoutOfPeer that other one, ms
 * @param graceLeft what is left of a grace that stood still, ms
 * @param graceEnds when one ends that did not, ms since boot
 */
record Former(State state, boolean heard, boolean firstAwaited, Optional<Instant> lastExpiry, State beforePause, Optional<Long> pauseEnds,
        Optional<Long> timeoutBefore, Optional<Long> timeoutOfPeer, Optional<Long> graceLeft, Optional<Long> graceEnds) {
    /** What it is taken for when that cannot be read: nobody is left unjudged for it. */
    static final Former UNREADABLE = new Former(State.ALIVE, true, false, Optional.empty(), State.WAITING, Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());

    /** @throws IllegalArgumentException it is damaged, or of a version that is not understood */
    static Former of(Map<String, String> memento) {
        try {
            return new Former(State.valueOf(memento.get("state")), Boolean.parseBoolean(memento.get("heard")), Boolean.parseBoolean(memento.get("first_awaited")),
                    Optional.ofNullable(memento.get("last_expiry")).map(Instant::parse),
                    State.valueOf(memento.getOrDefault("before_pause", State.WAITING.name())), number(memento, "pause_ends"), number(memento, "timeout_before"),
                    number(memento, "timeout_of_peer"), number(memento, "grace_left"), number(memento, "grace_ends"));
        } catch (DateTimeParseException | NullPointerException e) {
            throw new IllegalArgumentException(e.toString(), e);
        }
    }

    private static Optional<Long> number(Map<String, String> memento, String name) {
        return Optional.ofNullable(memento.get(name)).map(Long::valueOf);
    }
}
