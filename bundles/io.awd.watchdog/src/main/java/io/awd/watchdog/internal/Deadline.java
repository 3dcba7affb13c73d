package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The time until which the peer must be heard. A message says nothing to it; one lazy timer, re-armed for what is left when it
 * fires, finds out that there was none. It is decided only after everything that had arrived by then has been read.
 * On the io thread only, but for {@link #left}.
 */
final class Deadline {
    /** Who is told. */
    interface Verdict {
        /** Only pretimeout is left. */
        void suspect();

        /** It passed. It does not run any more. */
        void passed();

        /** We ran late ourselves by so many ns. */
        void stalled(long nanos);
    }

    private static final long LEAST_STALL = 50_000_000L;
    private static final long NEVER = -1;
    private final IoThread thread;
    private final LongSupplier clock;
    private final Arrivals arrivals;
    private final Verdict verdict;
    private final Suspension suspension;
    private final IoThread.Alarm alarm;
    /** Made at once, so that the first expiry of a process need not link it. */
    private final Runnable decision = this::decide;
    /** How long the host had been suspended in all when this silence began, and the how-manieth message that followed. */
    private long suspended;
    private long suspendedAfter = NEVER;
    private long timeout;
    private long pretimeout;
    private boolean stallGuard = true;
    private long notBefore;
    /** It waits for the first message: how long, the timeout does not say. */
    private boolean once;
    private long onceFor;
    /** What starts ends not before that while there are no more messages than so many. */
    private long graceEnd;
    private long graceAfter = NEVER;
    /** What is left of that while it stands still. */
    private long graceHeld;
    private long timerAt;
    /** The how-manieth message the warning followed: what is true until the next one need not be undone by it. */
    private long warnedAfter = NEVER;
    /** The how-manieth message the last stall followed. */
    private long stalledAfter = NEVER;
    private long stallEnd;
    private volatile boolean running;

    /** @param clock monotonic, ns */
    Deadline(IoThread thread, LongSupplier clock, Suspension suspension, Arrivals arrivals, Verdict verdict) {
        this.thread = thread;
        this.suspension = suspension;
        this.clock = clock;
        this.verdict = verdict;
        this.arrivals = arrivals;
        this.stallEnd = arrivals.lastHeard();
        this.alarm = thread.alarm(this::timerFired);
    }

    /** How long a silence may be, and how long before its end it is suspect (ns). What runs counts from now, but for {@link #startFor}. */
    void lengths(long timeoutNanos, long pretimeoutNanos, boolean guarded) {
        boolean changed = timeout != timeoutNanos || pretimeout != pretimeoutNanos;
        timeout = timeoutNanos;
        pretimeout = pretimeoutNanos;
        stallGuard = guarded;
        if (running && changed && !once) {
            startAfresh();
        }
    }

    private boolean warned() {
        return warnedAfter == arrivals.messages();
    }

    private boolean stalledSinceMessage() {
        return stalledAfter == arrivals.messages();
    }

    /** What is left until expiry in ns, perhaps negative; empty when none runs. Any thread, roughly. */
    Optional<Long> left() {
        return running ? Optional.of(end() - clock.getAsLong()) : Optional.empty();
    }

    private long end() {
        if (once) {
            return notBefore;
        }
        long after = arrivals.lastHeard() + timeout;
        return after - notBefore >= 0 ? after : notBefore;
    }

    /** When something is to be done next. */
    private long at() {
        return warned() ? end() : end() - pretimeout;
    }

    /** Runs from the last message, if it does not run already. */
    void start() {
        if (!running) {
            begin(arrivals.lastHeard(), false);
        }
    }

    /** Runs from now, whenever the last message was. */
    void startAfresh() {
        startIn(timeout);
    }

    /** Runs for so many ns from now, whenever the last message was. */
    void startIn(long nanos) {
        begin(clock.getAsLong() + nanos, false);
    }

    /** Runs for so many ns from now; what was told and seen of this silence stays so. */
    void goOn(long nanos) {
        once = false;
        run(clock.getAsLong() + nanos);
    }

    /** It does not end within so many ns from now, nor does one that starts before the next message. */
    void grace(long nanos) {
        graceHeld = 0;
        graceEnd = clock.getAsLong() + nanos;
        graceAfter = arrivals.messages();
        if (running && graceEnd - notBefore > 0) {
            notBefore = graceEnd;
        }
    }

    /** How much of {@link #grace} is left, in ns. Any thread, roughly. */
    long graceLeft() {
        if (graceHeld > 0) {
            // what comes while it stands still was sent before
            return graceHeld;
        }
        return graceAfter == arrivals.messages() ? Math.max(0, graceEnd - clock.getAsLong()) : 0;
    }

    /** Until {@link #releaseGrace} the grace does not pass. */
    void holdGrace() {
        graceHeld = graceLeft();
    }

    void releaseGrace() {
        long nanos = graceLeft();
        graceHeld = 0;
        if (nanos > 0) {
            grace(nanos);
        }
    }

    /** Runs once for so many ns from now, without a warning; {@code whole}: of how many these are what is left. */
    void startFor(long nanos, long whole) {
        onceFor = whole;
        begin(clock.getAsLong() + nanos, true);
    }

    private void begin(long earliest, boolean withoutWarning) {
        once = withoutWarning;
        warnedAfter = withoutWarning ? arrivals.messages() : NEVER;
        stalledAfter = NEVER;
        suspendedAfter = NEVER;
        run(earliest);
    }

    private void run(long earliest) {
        stop();
        boolean spared = graceAfter == arrivals.messages() && graceEnd - earliest > 0;
        notBefore = spared ? graceEnd : earliest;
        arm();
    }

    void stop() {
        running = false;
        alarm.cancel();
    }

    private void arm() {
        running = true;
        if (suspendedAfter != arrivals.messages()) {
            suspended = suspension.recent();
            suspendedAfter = arrivals.messages();
        }
        long now = clock.getAsLong();
        // one that begins with less than pretimeout left is not late
        timerAt = at() - now > 0 ? at() : now;
        alarm.set(timerAt - now);
    }

    private void timerFired() {
        if (!running) {
            return;
        }
        long now = clock.getAsLong();
        if (ranSince(timerAt)) {
            arm();
        } else if (now - at() < 0) {
            arm();
        } else {
            thread.afterReads(decision);
        }
    }

    private boolean isStall(long nanos) {
        return nanos > Math.max(LEAST_STALL, span() / 10);
    }

    /** How long a peer has to be heard. */
    private long span() {
        return once ? Math.min(timeout, onceFor) : timeout;
    }

    /**
     * The first stall since the last message gives a fresh deadline. A later one, or one while the deadline ends later than a fresh one would, only adds to it:
     * so a dead peer is still found.
     *
     * @param late how long we could not listen
     * @param added what is added then
     */
    private void blind(long now, long late, long added) {
        long fresh = now + span();
        notBefore = stalledSinceMessage() || end() - fresh > 0 ? end() + added : fresh;
        stalledAfter = arrivals.messages();
        stallEnd = now;
        verdict.stalled(late);
    }

    /**
     * Something of this watchdog that was due at a time runs only now. If that is too late we could not listen meanwhile; what several timers see of
     * one stall is one stall.
     *
     * @return whether it was a stall
     */
    boolean ranSince(long due) {
        long now = clock.getAsLong();
        long late = now - Math.max(due, stallEnd);
        if (!running || !stallGuard || !isStall(late)) {
            return false;
        }
        blind(now, late, late);
        return true;
    }

    private void decide() {
        if (!running) {
            return;
        }
        long now = clock.getAsLong();
        if (now - at() < 0) {
            arm();
            return;
        }
        long slept = suspension.now() - suspended;
        if (stallGuard && isStall(slept)) {
            // our clock stood still as well
            blind(now, slept, Math.min(slept, span()));
            suspendedAfter = NEVER;
            arm();
        } else if (!warned() && pretimeout > 0) {
            warnedAfter = arrivals.messages();
            arm();
            verdict.suspect();
        } else {
            stop();
            verdict.passed();
        }
    }
}
