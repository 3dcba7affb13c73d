package io.awd.notifier.qmp.internal;

import io.awd.api.iothread.IoThread;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Asks a monitor for its run state again and again, and keeps what it says up with the events between. On the io thread only.
 *
 * <p>A question that would have to wait behind a step is put off, and one that has gone out may be held up by QEMU: so not only its answer is a sign of life,
 * but all that QEMU says, be it the answer to a step or an event.
 */
final class Pulse {
    /** An event of the run state brings a question, but not at once: others may follow. */
    static final long SOON_MILLIS = 50;
    private static final String LAST = "SHUTDOWN";
    /**
     * Whether it is paused, in a checkpoint, saved or migrated is only told by the answer to the question that follows. COLO stops and resumes the machine
     * at each checkpoint, which who listens would take for a pause.
     */
    private static final String VAGUE = "STOP";
    /** After this time a question that could not be sent is tried again. */
    static final long AGAIN_MILLIS = 500;
    /** What an event says of the run state; without a word only that it may be another. */
    private static final Map<String, String> STATES = Map.of("STOP", "paused", "RESUME", "running", "SHUTDOWN", "shutdown", "SUSPEND", "suspended",
            "WAKEUP", "running", "GUEST_PANICKED", "", "RESET", "", "MIGRATION", "", "COLO_EXIT", "", "BLOCK_IO_ERROR", "");

    /** Who is asked. */
    interface Monitor {
        /** Whether a question would have to wait behind a step. */
        boolean busy();

        /** Sends query-status. */
        void ask(Consumer<Answer> then);

        /** It answered. */
        void healthy();

        /** It does not know the question. */
        void refused(String why);

        /** It did not answer in time. */
        void silent();
    }

    private final IoThread thread;
    private final LongSupplier nanoTime;
    private final Audience audience;
    private final Monitor monitor;
    private Optional<IoThread.Timer> timer = Optional.empty();
    private boolean running;
    private boolean asked;
    private boolean soon;
    private long intervalMillis;
    /** When a question had its answer last. */
    private long answeredAt;
    /** When QEMU said something last. */
    private volatile long heardAt;
    private volatile String runState = "";

    Pulse(IoThread thread, LongSupplier nanoTime, long intervalMillis, Audience audience, Monitor monitor) {
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.audience = audience;
        this.intervalMillis = intervalMillis;
        this.monitor = monitor;
    }

    /** As query-status words it; empty while it is not known. Any thread. */
    String runState() {
        return runState;
    }

    /** Why nothing was heard at or after that time, of the clock; empty: something was. Of a connection that is ready; any thread. */
    Optional<String> unheard(long since) {
        long at = heardAt;
        return at - since >= 0 ? Optional.empty()
                : Optional.of("QEMU has not answered query-status for " + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - at) + " ms");
    }

    /** QEMU said something. */
    void heard() {
        heardAt = nanoTime.getAsLong();
    }

    void begin() {
        running = true;
        audience.pace(this::paced);
        ask();
    }

    /** The connection is gone. */
    void end() {
        running = false;
        asked = false;
        soon = false;
        runState = "";
        stopTimer();
    }

    void interval(long millis) {
        intervalMillis = millis;
        if (running && !asked && !soon) {
            again(intervalMillis());
        }
    }

    /** Those who listen want it to be asked more often, or no longer. */
    void paced() {
        if (running && !asked && !soon) {
            long passed = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - answeredAt);
            again(Math.max(0, intervalMillis() - passed));
        }
    }

    private long intervalMillis() {
        return Math.min(intervalMillis, audience.wantedMillis());
    }

    /** Does not wait for the next time, because something seems wrong. */
    void now() {
        if (running && !asked) {
            ask();
        }
    }

    void event(Message.Event event) {
        audience.event(event);
        String name = event.name();
        Optional<String> state = Optional.ofNullable(STATES.get(name));
        if (!running || state.isEmpty()) {
            return;
        }
        runState = state.get().isEmpty() ? runState : state.get();
        if (!name.equals(VAGUE)) {
            audience.runState(state.get());
        }
        // one that ends must not have a question left unread: its last answers would be lost with the connection
        if (!soon && !name.equals(LAST)) {
            soon = true;
            if (!asked) {
                again(SOON_MILLIS);
            }
        }
    }

    private void again(long millis) {
        stopTimer();
        timer = Optional.of(thread.schedule(this::ask, TimeUnit.MILLISECONDS.toNanos(millis)));
    }

    private void stopTimer() {
        timer.ifPresent(IoThread.Timer::cancel);
        timer = Optional.empty();
    }

    private void ask() {
        stopTimer();
        if (monitor.busy()) {
            // the step's own time decides
            again(soon ? SOON_MILLIS : intervalMillis());
            return;
        }
        soon = false;
        asked = true;
        monitor.ask(this::answered);
    }

    private void answered(Answer answer) {
        asked = false;
        if (answer instanceof Answer.Overdue) {
            monitor.silent();
            return;
        } else if (answer instanceof Answer.Returned returned) {
            runState = returned.value().isJsonObject() ? Tally.cut(Json.plain(returned.value().getAsJsonObject(), "status")) : "";
            monitor.healthy();
            audience.runState(runState);
        } else if (answer instanceof Answer.Refused refused) {
            monitor.refused("query-status: " + refused.line());
        } else {
            again(Math.min(intervalMillis(), AGAIN_MILLIS));
            return;
        }
        if (running) {
            answeredAt = nanoTime.getAsLong();
            again(soon ? SOON_MILLIS : intervalMillis());
        }
    }
}
