package io.awd.watchdog.internal;

import java.util.Optional;
import java.util.function.LongSupplier;

/** Whether a peer's VM does not run though nothing is wrong with it, since when, and what it is spared when it runs again. On the io thread, but for {@link #isOn}. */
final class Hold {
    /** What follows for the deadline when a VM that did not run runs again. */
    enum Pardon {
        /** It goes on where it stopped. */
        LENGTH,
        /** It begins anew. */
        FRESH,
        /** It begins anew, with vm_grace. */
        GRACE
    }

    /** A shorter pause of the VM is taken for a checkpoint: it is no news, and the guest has missed nothing. */
    static final long NEWS = 500_000_000L;
    private static final long NEVER = -1;
    private final LongSupplier clock;
    private final Arrivals arrivals;
    private volatile Optional<String> why = Optional.empty();
    private long since;
    /** The same, but for moments in which nothing was known of it. */
    private long stoppedAt;
    // the how-manieth message was the last ...
    /** ... before it stopped. */
    private long before;
    /** ... when it was lost sight of. */
    private long lostAfter = NEVER;
    /** ... before FRESH and before GRACE: what never ends must not be spared for ever. */
    private long freshAfter = NEVER;
    private long graceAfter = NEVER;

    /** @param clock monotonic, ns */
    Hold(LongSupplier clock, Arrivals arrivals) {
        this.clock = clock;
        this.arrivals = arrivals;
    }

    /** Whether it does not run. Any thread. */
    boolean isOn() {
        return why.isPresent();
    }

    /** Why it does not run; empty: it does. */
    Optional<String> why() {
        return why;
    }

    /** It does not run; false: that was known. */
    boolean begin(String because) {
        boolean known = isOn();
        why = Optional.of(because);
        if (!known) {
            since = clock.getAsLong();
            // whoever was lost sight of while it did not run, and was not heard since, has not run since
            stoppedAt = lostAfter == arrivals.messages() ? stoppedAt : since;
            before = arrivals.messages();
            lostAfter = NEVER;
        }
        return !known;
    }

    /** It runs, as far as is known; false: that was known. */
    boolean end() {
        boolean was = isOn();
        why = Optional.empty();
        lostAfter = NEVER;
        return was;
    }

    /** It has ended because nothing is known of it any more. */
    void lostSight() {
        lostAfter = arrivals.messages();
    }

    /** For how long we know that it did not run, ns. */
    long nanos() {
        return clock.getAsLong() - since;
    }

    /** Whether something came that it had sent before it stopped. */
    boolean heardMeanwhile() {
        return before != arrivals.messages();
    }

    /**
     * What of a pardon applies: one of each kind between two messages that could be heard, GRACE is FRESH after that, and FRESH only after a pause that a guest
     * notices. It is used up.
     *
     * @param was whether it did not run
     * @param unheard nobody listens now
     */
    Pardon spare(Pardon pardon, boolean was, boolean unheard) {
        long now = arrivals.messages();
        if (pardon == Pardon.GRACE && (graceAfter != now || unheard)) {
            graceAfter = now;
            return Pardon.GRACE;
        }
        if (pardon != Pardon.LENGTH && was && clock.getAsLong() - stoppedAt >= NEWS && freshAfter != now) {
            freshAfter = now;
            return Pardon.FRESH;
        }
        return Pardon.LENGTH;
    }

    /** Nobody listened before, and so no message can have come. */
    void listening() {
        freshAfter = NEVER;
        graceAfter = NEVER;
    }
}
