package io.awd.watchdog.internal;

import java.util.Optional;
import java.util.function.LongFunction;

/**
 * An expiry that may not be acted on, because a witness was silent as well: perhaps it is we who are cut off. It may be once every witness has spoken
 * again and the peer has not, for as long as it may take the peer's bytes to come through: TCP repeats what was lost only after up to as long a pause as the
 * line was cut, so a peer's first sign may come later than a witness's. On the io thread only.
 */
final class Isolation {
    private static final long LONGEST_WAIT = 30_000_000_000L;
    private final long timeout;
    private final long began;
    private final long silentSince;
    private Optional<Long> back = Optional.empty();
    private long wait;

    /**
     * @param now monotonic, ns
     * @param silentSince when the peer was heard last, ns
     * @param timeout of the watchdog, ns
     */
    Isolation(long now, long silentSince, long timeout) {
        this.began = now;
        this.silentSince = silentSince;
        this.timeout = timeout;
    }

    /** We could not listen, or the peer could not speak, for a while: what was seen before does not count. */
    void restart() {
        back = Optional.empty();
    }

    /** The peer could not speak for so many ns. */
    void postpone(long nanos) {
        back = back.map(time -> time + nanos);
    }

    /**
     * Whether it may be acted on now.
     *
     * @param missing the first witness without a sign of life since a time (ns)
     */
    boolean isOver(long now, LongFunction<Optional<String>> missing) {
        if (back.isEmpty()) {
            if (missing.apply(began).isEmpty()) {
                back = Optional.of(now);
                wait = Math.max(timeout, Math.min(now - silentSince, LONGEST_WAIT));
            }
            return false;
        } else if (now - back.get() < wait) {
            return false;
        } else if (missing.apply(back.get()).isEmpty()) {
            return true;
        }
        restart();
        return false;
    }
}
