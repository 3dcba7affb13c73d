package io.awd.watchdog.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.PropertyDescription;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a watchdog holds of its peer. On the io thread only, but for what is read for display. Knows nothing of chardevs and scripts. */
final class StateMachine implements Deadline.Verdict {
    /** What follows from a change. */
    interface Effects {
        /** The state changed, or something else worth a line happened. */
        void happened(String event, String text, Map<String, Object> data);

        /** What {@link #save} says now is to be on record before anything is sent. */
        void remember();

        /** What {@link #save} says now is to be on record, and then the script is to run. */
        void expired(Reason reason, String text, long ageMillis);

        /** What most likely broke when the peer is silent; {@code since}: signs of life of others before that time (ns) are too old. */
        Cause cause(long since);

        /** Without whom an expiry is not acted on. */
        Witnesses witnesses();

        /** We ran late ourselves while the peer was watched. */
        void ranLate(long nanos);

        /** The incident is over as far as the peer is concerned: it is judged anew. */
        void rearmed();

        /** An expired peer is back. */
        void recovered();

        /** Whether an expiry waits for its script. */
        boolean isUnsent();

        /** Whether one waits whose script is there again. */
        boolean mayBeSent();

        /** What waits may go out: the peer is known to be silent still. */
        void stillSilent();
    }

    private static final long MILLI = 1_000_000L;
    private static final long LEAST_STALL = 50 * MILLI;
    private static final long LOOK = 50 * MILLI;
    private static final String GONE = "its chardev is gone with its bundle";
    private final IoThread thread;
    private final LongSupplier clock;
    private final Suspension suspension;
    private final Effects effects;
    private final Counters counters;
    private final Arrivals arrivals;
    private final Deadline deadline;
    private final Hold hold;
    private volatile WatchdogProperties properties;
    private volatile long timeout;
    private volatile State state = State.WAITING;
    private volatile Instant since = Instant.now();
    /** The same for what is decided: somebody may set the host's clock. Monotonic, ns. */
    private volatile long sinceNanos;
    private volatile String reason = "created";
    private volatile Optional<Instant> lastExpiry = Optional.empty();
    /** The same, if it was in this instance. Monotonic, ns. */
    private Optional<Long> lastExpiryNanos = Optional.empty();
    private volatile boolean heard;
    /** Nobody was ever heard, nor said that it stops: for such a peer there is startup_timeout. */
    private volatile boolean firstAwaited = true;
    /** There is no chardev on which anybody could be heard. */
    private boolean deaf;
    /** When a pause ends by itself, in ms since boot: a clock that nobody sets, and that goes on over a swap and a restart. */
    private volatile Optional<Long> pauseEnds = Optional.empty();
    private volatile State beforePause = State.WAITING;
    private volatile Optional<Reason> lastReason = Optional.empty();
    private Optional<Isolation> isolation = Optional.empty();
    private Cause isolated = new Cause(Reason.TIMEOUT, "");
    /** What is left of startup_timeout while the VM does not run. */
    private Optional<Long> startupLeft = Optional.empty();
    /** The timeout (ns) that the deadline goes by. */
    private long judgedBy;
    /** What the deadline still had (ns) when the VM stopped. */
    private long left;
    /** The grace that runs is for who tells of the VM, not for the VM. */
    private boolean graceUntold;
    /** Since when it could have been heard if nothing is in the way now; monotonic, ns. */
    private long audibleSince;
    private long risen;
    private long repeated;
    /** What the state waits for beside its deadline: the end of a pause, a repeat, the next look at witnesses, or that a pause of the VM becomes news. */
    private Optional<IoThread.Timer> timer = Optional.empty();
    /** Until the peer can be known to be silent still. */
    private Optional<IoThread.Timer> confirmation = Optional.empty();
    /** When an isolation is to be looked at next. */
    private long lookDue;
    private Optional<IoThread.Timer> onRecord = Optional.empty();
    /** That the VM does not run was remembered. */
    private boolean heldOnRecord;
    /** Its watchdog has gone: what still arrives from a connection on its way out is nobody's, and must not arm anything again. */
    private boolean closed;
    private final Arrivals.Ear ear = this::heard;

    StateMachine(IoThread thread, LongSupplier clock, Suspension suspension, WatchdogProperties properties, Counters counters, Effects effects) {
        this.thread = thread;
        this.clock = clock;
        this.suspension = suspension;
        this.sinceNanos = clock.getAsLong();
        this.audibleSince = sinceNanos;
        this.effects = effects;
        this.counters = counters;
        this.arrivals = counters.arrivals();
        this.deadline = new Deadline(thread, clock, suspension, arrivals, this);
        this.hold = new Hold(clock, arrivals);
        this.properties = properties;
        this.timeout = properties.timeout();
        lengths();
        become(State.WAITING);
    }

    private void lengths() {
        if (judgedBy != timeout * MILLI) {
            left = timeout * MILLI;
            isolation = isolation.map(before -> isolationFromNow());
        }
        arrivals.timeoutGrows(timeout * MILLI - judgedBy);
        judgedBy = timeout * MILLI;
        deadline.lengths(timeout * MILLI, properties.pretimeout() * MILLI, properties.stallGuard());
    }

    /** Begins to judge: where the former instance left, else in waiting. */
    void open(Map<String, String> memento, boolean listening) {
        deaf = !listening;
        if (!memento.isEmpty()) {
            restore(former(memento, effects));
        }
        awaitFirst();
    }

    /** What startup_timeout says counts from now, if it says something. */
    private void awaitFirst() {
        startupLeft = Optional.empty();
        if (state == State.WAITING && firstAwaited && !deaf && properties.startupTimeout() > 0) {
            startupLeft = Optional.of(properties.startupTimeout() * MILLI);
            if (!hold.isOn()) {
                releaseFirst();
            }
        }
    }

    /** A VM that does not run cannot speak. */
    private void holdFirst() {
        startupLeft = deadline.left().map(nanos -> Math.max(0, nanos));
        deadline.stop();
    }

    private void releaseFirst() {
        if (firstAwaited && !deaf) {
            startupLeft.ifPresent(nanos -> deadline.startFor(nanos, properties.startupTimeout() * MILLI));
        }
        startupLeft = Optional.empty();
    }

    void properties(WatchdogProperties changed) {
        boolean another = changed.startupTimeout() != properties.startupTimeout();
        timeout = changed.timeout() != properties.timeout() ? changed.timeout() : timeout;
        properties = changed;
        lengths();
        if (another && state == State.WAITING) {
            deadline.stop();
            awaitFirst();
        }
    }

    /** The peer's own wish, until an operator sets another. */
    void timeout(long millis) {
        timeout = millis;
        lengths();
    }

    long timeoutMillis() {
        return timeout;
    }

    void close() {
        closed = true;
        deadline.stop();
        cancelTimer();
        cancel(confirmation);
        cancel(onRecord);
    }

    private void cancelTimer() {
        cancel(timer);
        timer = Optional.empty();
    }

    private static void cancel(Optional<IoThread.Timer> timer) {
        timer.ifPresent(IoThread.Timer::cancel);
    }

    /** A timer of this watchdog that was due at that time runs only now. */
    void ranSince(long due) {
        deadline.ranSince(due);
    }

    // ---- what is heard

    /** A message came, and it is not alive so that nothing would follow. */
    private void heard(long interval) {
        if (closed) {
            return;
        }
        switch (state) {
            case WAITING -> alive("alive", "heard the first message");
            case SUSPECT -> alive("alive", "heard again in time");
            case BLIND -> alive("alive", "heard again");
            case ISOLATED -> {
                cancelTimer();
                alive("alive", "heard again, it was not dead");
            }
            case EXPIRED -> rise(interval <= timeout * MILLI);
            default -> hearsUnjudged();
        }
    }

    private void alive(String event, String why) {
        if (!heard) {
            deadline.stop();
        }
        hears();
        change(State.ALIVE, event, why, Map.of());
        arm();
    }

    private void hearsUnjudged() {
        boolean first = !heard;
        hears();
        if (first) {
            // no change of state tells of it
            effects.remember();
        }
    }

    private void hears() {
        heard = true;
        firstAwaited = false;
    }

    /** The deadline runs from the last message, unless the VM does not run. */
    private void arm() {
        if (!hold.isOn()) {
            deadline.start();
        } else {
            deadline.stop();
            left = timeout * MILLI;
            tellHeldLater();
        }
    }

    private void armAfresh() {
        if (!hold.isOn()) {
            deadline.startAfresh();
        } else {
            arm();
        }
    }

    private void rise(boolean inTime) {
        risen = inTime ? risen + 1 : 1;
        if (risen < properties.rise()) {
            return;
        }
        cancelTimer();
        counters.recoveries++;
        hears();
        String why = "heard again" + sinceExpiry().map(millis -> " " + millis + " ms after it expired").orElse("");
        if (properties.rearm() == WatchdogProperties.Rearm.MANUAL) {
            change(State.RESTING, "recovered", why + "; rests until watchdog-resume", Map.of());
        } else {
            change(State.ALIVE, "recovered", why, Map.of());
            arm();
        }
        effects.recovered();
    }

    private Optional<Long> sinceExpiry() {
        return lastExpiryNanos.map(t -> (clock.getAsLong() - t) / MILLI)
                .or(() -> lastExpiry.map(t -> Math.max(0, Instant.now().toEpochMilli() - t.toEpochMilli())));
    }

    /** The peer says that it stops on purpose: its silence is no expiry. */
    void peerStops(String node) {
        stops("the peer says on " + node + " that it stops");
    }

    /** Its VM ends on purpose: nothing is judged until it is heard again. */
    void ends(String why) {
        hold.end();
        graceUntold = false;
        deadline.grace(0);
        stops(why);
    }

    private void stops(String why) {
        firstAwaited = false;
        if (closed) {
            return;
        } else if (state == State.PAUSED) {
            boolean over = incident(beforePause);
            beforePause = State.WAITING;
            heard = false;
            if (over) {
                effects.rearmed();
            }
            effects.happened("stopping", PropertyDescription.word(state) + ": " + why, Map.of());
            return;
        }
        deadline.stop();
        cancelTimer();
        heard = false;
        change(State.WAITING, "stopping", why, Map.of());
    }

    /** The peer asks for its own expiry. */
    void trigger() {
        fail(new Cause(Reason.TRIGGER, "the peer asked for it"));
    }

    /** It is known to have failed: nothing is waited for. */
    void fail(Cause cause) {
        if (!closed && state != State.PAUSED && state != State.RESTING && state != State.EXPIRED) {
            deadline.stop();
            cancelTimer();
            expire(cause.reason(), cause.text());
        }
    }

    /** Something worth a line that changes nothing. */
    void note(String event, String text) {
        if (!closed) {
            effects.happened(event, text, Map.of());
        }
    }

    // ---- what is known of the VM. Whoever tells of it says hold, release or reset; lost: its QEMU is not reached any more, and it is judged at once; untold: nobody
    // is there who could tell, because a bundle is swapped, and it is spared until that can be over

    /** It does not run, and that is no fault: its silence says nothing. */
    void hold(String why) {
        if (!hold.begin(why) || closed) {
            return;
        }
        boolean nobodyTold = graceUntold && deadline.graceLeft() > 0;
        endUntold();
        deadline.holdGrace();
        if (state == State.WAITING) {
            holdFirst();
        } else if (state == State.ALIVE || state == State.SUSPECT || state == State.BLIND && !deaf) {
            long rest = deadline.left().orElse(timeout * MILLI);
            left = nobodyTold ? timeout * MILLI : Math.max(0, rest);
            deadline.stop();
            tellHeldLater();
        }
        rememberHeldLater();
    }

    /** The time that there was because nobody told of the VM is over. */
    private void endUntold() {
        if (graceUntold) {
            graceUntold = false;
            deadline.grace(0);
        }
    }

    /** Also where no state tells of it; of a checkpoint nothing is remembered. */
    private void rememberHeldLater() {
        cancel(onRecord);
        onRecord = Optional.of(thread.schedule(() -> {
            if (hold.isOn() && !closed) {
                heldOnRecord = true;
                effects.remember();
            }
        }, Hold.NEWS));
    }

    private boolean judged() {
        return state == State.ALIVE || state == State.SUSPECT || state == State.ISOLATED;
    }

    private void tellHeldLater() {
        cancelTimer();
        timer = Optional.of(thread.schedule(() -> {
            if (state == State.ALIVE || state == State.SUSPECT || state == State.BLIND && !deaf) {
                tellHeld();
            }
        }, Hold.NEWS));
    }

    private void tellHeld() {
        hold.why().ifPresent(why -> change(State.HELD, "held", why, Map.of()));
    }

    /** It runs, perhaps again, or begins anew. */
    void release(Hold.Pardon pardon, String why) {
        if (!closed && !hold.isOn() && graceUntold && pardon != Hold.Pardon.GRACE) {
            told(why);
        }
        letGo(pardon, why);
    }

    private void letGo(Hold.Pardon pardon, String why) {
        boolean was = hold.end();
        if (closed) {
            return;
        } else if (was) {
            audibleSince = clock.getAsLong();
            deadline.releaseGrace();
            if (hold.heardMeanwhile()) {
                // what it had sent came only now
                left = timeout * MILLI;
            }
        }
        Hold.Pardon spared = hold.spare(pardon, was, unheard());
        if (spared != Hold.Pardon.LENGTH) {
            left = timeout * MILLI;
        }
        if (spared == Hold.Pardon.GRACE) {
            // also for what begins anew later
            graceUntold = false;
            deadline.grace(graceMillis() * MILLI);
        }
        State before = state;
        switch (state) {
            case WAITING -> releaseWaiting(spared);
            case BLIND -> releaseBlind(was);
            case ISOLATED -> releaseIsolated(spared, was, why);
            case HELD -> releaseJudged(why);
            case ALIVE, SUSPECT -> {
                if (spared != Hold.Pardon.LENGTH) {
                    releaseJudged(why);
                } else if (was) {
                    // after a checkpoint it is as suspect as before
                    cancelTimer();
                    deadline.goOn(left);
                }
            }
            default -> { }
        }
        if (spared == Hold.Pardon.GRACE && state == before) {
            tellGrace(why);
        } else if ((heldOnRecord || was && deadline.graceLeft() > 0) && state == before) {
            // no change of state tells of it, nor that a grace does not stand still any more
            effects.remember();
        }
        heldOnRecord = false;
    }

    private void tellGrace(String why) {
        effects.happened("grace", PropertyDescription.word(state) + ": " + why + "; its silence says nothing for " + graceMillis() + " ms",
                Map.of("grace", graceMillis()));
    }

    /** Somebody is there again who tells of it, and it is not held: instead of the time that it had because nobody did it has a timeout. */
    private void told(String why) {
        boolean spared = deadline.graceLeft() > 0;
        endUntold();
        effects.remember();
        if (!spared) {
            return;
        }
        audibleSince = clock.getAsLong();
        switch (state) {
            case ALIVE, SUSPECT -> {
                left = timeout * MILLI;
                releaseJudged(why);
            }
            case BLIND -> {
                if (!deaf) {
                    deadline.startAfresh();
                }
            }
            case ISOLATED -> isolation.ifPresent(Isolation::restart);
            default -> { }
        }
    }

    /** It begins anew, and still does not run if that is said. */
    void reset(String why, Optional<String> stillHeld) {
        if (!hold.isOn() || stillHeld.isEmpty() || closed) {
            release(Hold.Pardon.GRACE, why);
            stillHeld.ifPresent(this::hold);
        } else if (hold.spare(Hold.Pardon.GRACE, true, unheard()) == Hold.Pardon.GRACE) {
            hold.begin(stillHeld.get());
            deadline.grace(graceMillis() * MILLI);
            deadline.holdGrace();
            left = timeout * MILLI;
            startupLeft = startupLeft.map(rest -> properties.startupTimeout() * MILLI);
            tellGrace(why);
            if (state == State.SUSPECT) {
                cancelTimer();
                tellHeld();
            } else if (state == State.ISOLATED && !heard) {
                cancelTimer();
                change(State.WAITING, "held", why, Map.of());
                awaitFirst();
            }
        }
    }

    /** Nothing is known of it any more: it is judged. */
    void lost(String why) {
        boolean was = hold.isOn();
        letGo(Hold.Pardon.LENGTH, why);
        if (was) {
            hold.lostSight();
        }
    }

    /** Nobody listens now. */
    private boolean unheard() {
        return deaf || state == State.PAUSED;
    }

    /** One that begins anew has startup_timeout anew. */
    private void releaseWaiting(Hold.Pardon spared) {
        if (spared == Hold.Pardon.GRACE) {
            awaitFirst();
        } else {
            releaseFirst();
        }
    }

    /** It stays as it is; only its time counts again. */
    private void releaseBlind(boolean was) {
        if (was && !deaf) {
            cancelTimer();
            deadline.startIn(left);
        }
    }

    private void releaseIsolated(Hold.Pardon spared, boolean was, String why) {
        if (spared == Hold.Pardon.GRACE && heard) {
            releaseJudged(why);
        } else if (spared == Hold.Pardon.GRACE) {
            cancelTimer();
            change(State.WAITING, "released", why, Map.of());
            awaitFirst();
        } else if (was) {
            isolation.ifPresent(isolated -> isolated.postpone(hold.nanos()));
            noteStall(lookDue);
            thread.afterReads(this::lookAtWitnesses);
        }
    }

    private void releaseJudged(String why) {
        cancelTimer();
        deadline.startIn(left);
        if (state != State.ALIVE) {
            change(State.ALIVE, "released", why, Map.of());
        }
    }

    /** Who tells of the VM has gone, perhaps to come back: it is judged again, but not before that can have been. */
    void untold(String why) {
        if (hold.isOn()) {
            long nanos = graceMillis() * MILLI;
            left = Math.max(left, nanos);
            startupLeft = startupLeft.map(rest -> Math.max(rest, nanos));
            spareUntold();
            letGo(Hold.Pardon.LENGTH, why);
            hold.lostSight();
            // it may have changed no state
            effects.remember();
        }
    }

    /** Who tells of a VM that did not run is not there, or not yet: it is not judged before that can be. Holds also for what begins anew meanwhile. */
    void spareUntold() {
        graceUntold |= deadline.graceLeft() == 0;
        deadline.grace(graceMillis() * MILLI);
    }

    private long graceMillis() {
        return Math.max(timeout, properties.vmGrace());
    }

    // ---- what the clock says

    @Override
    public void suspect() {
        change(State.SUSPECT, "suspect", "no message for " + age() + " ms, expires in " + properties.pretimeout() + " ms", Map.of("age", age()));
    }

    @Override
    public void passed() {
        long since = clock.getAsLong() - timeout * MILLI / 2;
        Cause cause = heard ? effects.cause(since) : new Cause(Reason.STARTUP_TIMEOUT, "");
        Optional<String> alone = effects.witnesses().missing(arrivals.lastHeard(), Witnesses.reach(properties, timeout));
        if (alone.isPresent()) {
            isolate(cause, alone.get());
        } else {
            expire(cause.reason(), silence(cause));
        }
    }

    private String silence(Cause cause) {
        String seen = heard ? "no message for " + age() + " ms (timeout " + timeout + " ms)" : "no message at all for " + properties.startupTimeout() + " ms";
        return cause.text().isEmpty() ? seen : seen + "; " + cause.text();
    }

    private void isolate(Cause cause, String witness) {
        isolated = cause;
        isolation = Optional.of(isolationFromNow());
        change(State.ISOLATED, "isolated", silence(cause) + "; not acted on, because we may be cut off: " + witness, Map.of("age", age(), "witness", witness));
        lookAtWitnessesLater();
    }

    private Isolation isolationFromNow() {
        return new Isolation(clock.getAsLong(), arrivals.lastHeard(), timeout * MILLI);
    }

    private void lookAtWitnessesLater() {
        cancelTimer();
        long due = clock.getAsLong() + LOOK;
        lookDue = due;
        timer = Optional.of(thread.schedule(() -> {
            noteStall(due);
            thread.afterReads(this::lookAtWitnesses);
        }, LOOK));
    }

    /** What an isolation saw before we stood still does not count. */
    private void noteStall(long due) {
        if (properties.stallGuard() && isStall(clock.getAsLong() - due)) {
            isolation.ifPresent(Isolation::restart);
        }
    }

    private boolean isStall(long nanos) {
        return nanos > Math.max(LEAST_STALL, timeout * MILLI / 10);
    }

    private void lookAtWitnesses() {
        if (state != State.ISOLATED || closed) {
            return;
        } else if (hold.isOn() || deadline.graceLeft() > 0) {
            lookAtWitnessesLater();
        } else if (isolation.orElseThrow().isOver(clock.getAsLong(), effects.witnesses()::missing)) {
            Cause now = heard ? effects.cause(clock.getAsLong() - timeout * MILLI / 2) : isolated;
            expire(now.reason(), silence(now) + "; the witnesses are heard again");
        } else {
            lookAtWitnessesLater();
        }
    }

    @Override
    public void stalled(long nanos) {
        counters.stalls++;
        counters.lastStall = nanos / MILLI;
        effects.happened("blind", "we ran late by " + nanos / MILLI + " ms and give the peer more time", Map.of("length", nanos / MILLI));
        if (heard) {
            effects.ranLate(nanos);
        }
    }

    private long age() {
        return (clock.getAsLong() - arrivals.lastHeard()) / MILLI;
    }

    private void expire(Reason why, String text) {
        counters.expiries++;
        lastReason = Optional.of(why);
        lastExpiry = Optional.of(Instant.now());
        lastExpiryNanos = Optional.of(clock.getAsLong());
        risen = 0;
        repeated = 0;
        long age = age();
        change(State.EXPIRED, "expired", text, Map.of("age", age, "timeout", timeout, "reason", why.word()));
        effects.expired(why, text, age);
        repeatLater();
    }

    /** What waits for its script goes out when that is there, unless the peer may have been heard again meanwhile, or could not have been. */
    void actIfSilent() {
        cancel(confirmation);
        confirmation = Optional.empty();
        if (!closed && effects.mayBeSent() && state == State.EXPIRED) {
            thread.afterReads(this::actOrLookLater);
        }
    }

    private void actOrLookLater() {
        if (state != State.EXPIRED || closed) {
            return;
        }
        long rest = silentIn();
        if (rest > 0) {
            cancel(confirmation);
            confirmation = Optional.of(lookIn(rest, this::actIfSilent));
        } else {
            effects.stillSilent();
        }
    }

    /** After how long (ns) it may be known to be silent, at the earliest, if it is not heard; 0: it is. */
    private long silentIn() {
        boolean cannotSpeak = deaf || hold.isOn() || deadline.graceLeft() > 0;
        return cannotSpeak ? timeout * MILLI : Math.max(0, timeout * MILLI - audibleFor());
    }

    /** Does something in so many ns; if it can be done only later, or the host was suspended meanwhile, we could not hear. */
    private IoThread.Timer lookIn(long nanos, Runnable what) {
        long due = clock.getAsLong() + nanos;
        long suspended = suspension.now();
        return thread.schedule(() -> {
            long late = clock.getAsLong() - due + suspension.now() - suspended;
            if (properties.stallGuard() && isStall(late)) {
                audibleSince = clock.getAsLong();
            }
            what.run();
        }, nanos);
    }

    /** For how long it has been silent though we could hear it, ns. */
    private long audibleFor() {
        return clock.getAsLong() - Math.max(arrivals.lastHeard(), audibleSince);
    }

    private void repeatLater() {
        cancelTimer();
        if (properties.repeat() == WatchdogProperties.Repeat.AGAIN && repeated < properties.repeatMax()) {
            long expiry = counters.expiries;
            timer = Optional.of(lookIn(properties.repeatDelay() * MILLI, () -> thread.afterReads(() -> repeat(expiry))));
        }
    }

    private void repeat(long expiry) {
        if (state != State.EXPIRED || closed || expiry != counters.expiries) {
            return;
        }
        long rest = silentIn();
        if (effects.isUnsent()) {
            // what is to be repeated has not gone out
            repeatLater();
        } else if (rest > 0) {
            // perhaps it is back, and nobody can hear it
            timer = Optional.of(lookIn(rest, () -> thread.afterReads(() -> repeat(expiry))));
        } else {
            repeated++;
            effects.happened("repeat", "still expired: the opt-script runs again (" + repeated + " of " + properties.repeatMax() + ")",
                    Map.of("repeat", repeated));
            effects.expired(Reason.REPEAT, "still expired", age());
            repeatLater();
        }
    }

    // ---- our own faults

    /** Our chardevs are gone: nothing can be heard. */
    void deaf() {
        deaf = true;
        deadline.stop();
        if (state == State.ISOLATED && !heard) {
            cancelTimer();
            change(State.WAITING, "blind", GONE, Map.of());
        } else if (judged() || state == State.HELD) {
            cancelTimer();
            change(State.BLIND, "blind", GONE, Map.of());
        }
    }

    /** A chardev is back. */
    void listening() {
        boolean was = deaf;
        if (was) {
            deaf = false;
            audibleSince = clock.getAsLong();
            hold.listening();
            awaitFirst();
        }
        if (state == State.BLIND && was) {
            if (hold.isOn()) {
                left = timeout * MILLI;
                tellHeld();
            } else {
                deadline.startAfresh();
            }
        }
    }

    // ---- what an operator says

    /** Judges nothing, for so many ms or until {@link #resume}. */
    void pause(long millis) throws AwdException {
        if (state == State.PAUSED) {
            throw new AwdException("it is paused already");
        }
        beforePause = state;
        deadline.stop();
        cancelTimer();
        // before the state: who saves that is to save this, too
        pauseEnds = millis > 0 ? Optional.of(sinceBoot() + millis) : Optional.empty();
        change(State.PAUSED, "paused", "an operator paused it" + (millis > 0 ? " for " + millis + " ms" : ""), Map.of("for", millis));
        endPauseAfter(millis);
    }

    private void endPauseAfter(long millis) {
        if (pauseEnds.isPresent()) {
            timer = Optional.of(thread.schedule(() -> resume("the pause is over"), Math.max(0, millis) * MILLI));
        }
    }

    void resume() throws AwdException {
        if (state != State.PAUSED && state != State.RESTING) {
            throw new AwdException("it is neither paused nor resting");
        }
        resume("an operator resumed it");
    }

    private void resume(String why) {
        cancelTimer();
        State then = state == State.RESTING ? fresh() : afterPause();
        State next = deaf && then == State.ALIVE ? State.BLIND : then;
        change(next, "resumed", next == State.BLIND ? why + "; " + GONE : why, Map.of());
        pauseEnds = Optional.empty();
        awaitFirst();
        if (next == State.ALIVE) {
            armAfresh();
        } else if (next == State.EXPIRED) {
            actIfSilent();
            repeatLater();
        }
    }

    /** What is left of a pause after a swap or a restart. */
    private void goOnPausing() {
        endPauseAfter(pauseEnds.map(end -> end - sinceBoot()).orElse(0L));
    }

    private long sinceBoot() {
        return suspension.sinceBoot() / MILLI;
    }

    private State afterPause() {
        return switch (beforePause) {
            case EXPIRED, RESTING -> beforePause;
            default -> heard ? State.ALIVE : State.WAITING;
        };
    }

    /** A peer that fell silent again while nothing was judged is waited for; one that could not be heard for a timeout may not have. */
    private State fresh() {
        heard = silentIn() > 0;
        return heard ? State.ALIVE : State.WAITING;
    }

    private void change(State next, String event, String why, Map<String, Object> data) {
        Map<String, Object> all = new LinkedHashMap<>(data);
        all.put("from", PropertyDescription.word(state));
        all.put("to", PropertyDescription.word(next));
        boolean rearmed = incident(state) && !incident(next) && next != State.PAUSED || state == State.PAUSED && incident(beforePause) && !incident(next);
        // before the state: who sees that must not see the time of the last one
        sinceNanos = clock.getAsLong();
        since = Instant.now();
        become(next);
        reason = why;
        if (rearmed) {
            effects.rearmed();
        }
        effects.happened(event, PropertyDescription.word(next) + ": " + why, all);
    }

    private void become(State next) {
        state = next;
        arrivals.tell(next == State.ALIVE ? Arrivals.NOBODY : ear);
    }

    private static boolean incident(State state) {
        return state == State.EXPIRED || state == State.RESTING;
    }

    // ---- over a swap or a restart

    void save(Map<String, String> memento) {
        State now = state;
        memento.put("state", now.name());
        memento.put("before_pause", beforePause.name());
        pauseEnds.filter(end -> now == State.PAUSED).ifPresent(end -> memento.put("pause_ends", String.valueOf(end)));
        memento.put("heard", String.valueOf(heard));
        memento.put("first_awaited", String.valueOf(firstAwaited));
        lastExpiry.ifPresent(t -> memento.put("last_expiry", t.toString()));
        if (hold.isOn() && (now == State.HELD || hold.nanos() >= Hold.NEWS) || graceUntold && deadline.graceLeft() > 0) {
            // whoever begins with this spares it anew, if nobody tells then; of a checkpoint nothing tells that it is over
            memento.put("held", "true");
        }
        long grace = graceUntold ? 0 : deadline.graceLeft();
        if (grace > 0 && hold.isOn()) {
            memento.put("grace_left", String.valueOf(grace / MILLI));
        } else if (grace > 0) {
            memento.put("grace_ends", String.valueOf(sinceBoot() + grace / MILLI));
        }
        if (timeout != properties.timeout()) {
            memento.put("timeout_of_peer", String.valueOf(timeout));
            memento.put("timeout_before", String.valueOf(properties.timeout()));
        }
    }

    private static Former former(Map<String, String> memento, Effects effects) {
        try {
            return Former.of(memento);
        } catch (IllegalArgumentException e) {
            effects.happened("unreadable", "what was left of its state cannot be read, its peer is judged: " + e.getMessage(), Map.of());
            return Former.UNREADABLE;
        }
    }

    /** Who had heard its peer is blind with a deadline, never afresh in waiting; who had expired stays so, and its script is not run again. */
    private void restore(Former former) {
        // what came before this may have started it
        deadline.stop();
        boolean came = state == State.ALIVE || state == State.SUSPECT;
        former.timeoutOfPeer().filter(millis -> former.timeoutBefore().filter(before -> before == timeout).isPresent()).ifPresent(this::restoreTimeout);
        heard = former.heard();
        firstAwaited = former.firstAwaited();
        lastExpiry = former.lastExpiry();
        beforePause = former.beforePause();
        pauseEnds = former.pauseEnds().filter(end -> former.state() == State.PAUSED);
        long grace = former.graceLeft().or(() -> former.graceEnds().map(end -> end - sinceBoot())).orElse(0L);
        if (grace > 0 && !came) {
            deadline.grace(grace * MILLI);
        }
        switch (former.state()) {
            case EXPIRED, RESTING, PAUSED -> {
                become(former.state());
                reason = "as it was before it was replaced";
                if (state == State.PAUSED) {
                    goOnPausing();
                }
            }
            default -> {
                if (heard) {
                    change(State.BLIND, "blind", "it was replaced or started again", Map.of());
                    if (!deaf) {
                        deadline.startAfresh();
                    }
                } else if (came) {
                    hears();
                    arm();
                }
            }
        }
    }

    /** What the peer asked for, unless it has asked for something else by now, or an operator has. */
    private void restoreTimeout(long millis) {
        long asked = Math.min(Math.max(millis, properties.timeoutMin()), properties.timeoutMax());
        if (asked > properties.pretimeout()) {
            timeout(asked);
        }
    }

    // ---- for display; any thread

    State state() {
        return state;
    }

    Instant since() {
        return since;
    }

    String reason() {
        return reason;
    }

    Optional<Instant> lastExpiry() {
        return lastExpiry;
    }

    /** The reason of the last expiry. */
    Optional<Reason> lastReason() {
        return lastReason;
    }

    /** When the last message came, monotonic ns. */
    long lastHeard() {
        return arrivals.lastHeard();
    }

    /** Whether a peer that nobody has ever heard has been waited for too long to call this ready. */
    boolean waitsInVain() {
        return waits() && clock.getAsLong() - sinceNanos > 3 * timeout * MILLI;
    }

    /** Whether there is an incident that is not re-armed, also while an operator pauses it. */
    boolean isInIncident() {
        return incident(state) || state == State.PAUSED && incident(beforePause);
    }

    /** Whether its peer has expired and is not back, also while an operator pauses it. */
    boolean isExpired() {
        return state == State.EXPIRED || state == State.PAUSED && beforePause == State.EXPIRED;
    }

    /** Whether it waits for a peer that it has not heard, or not since that stopped. */
    boolean waits() {
        return state == State.WAITING && !heard;
    }

    Optional<Long> ageMillis() {
        return heard ? Optional.of(age()) : Optional.empty();
    }

    Optional<Long> marginMillis() {
        return deadline.left().map(n -> n / MILLI);
    }
}
