package io.awd.notifier.qmp.internal;

import io.awd.api.iothread.IoThread;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks a monitor for its run state again and again, and keeps what it says up with the events between. On the io thread only. */
final class Pulse {
    /** An event of the run state brings a question, but not at once: others may follow. */
    static final long SOON_MILLIS = 50;
    private static final String LAST = "SHUTDOWN";
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
    private final Monitor monitor;
    private Optional<IoThread.Timer> timer = Optional.empty();
    private boolean running;
    private boolean asked;
    private boolean soon;
    private volatile long intervalMillis;
    private volatile String runState = "";

    Pulse(IoThread thread, long intervalMillis, Monitor monitor) {
        this.thread = thread;
        this.intervalMillis = intervalMillis;
        this.monitor = monitor;
    }

    /** As query-status words it; empty while it is not known. Any thread. */
    String runState() {
        return runState;
    }

    void begin() {
        running = true;
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
            again(millis);
        }
    }

    /** Does not wait for the next time, because something seems wrong. */
    void now() {
        if (running && !asked) {
            ask();
        }
    }

    void event(String name) {
        Optional<String> state = Optional.ofNullable(STATES.get(name));
        if (!running || state.isEmpty()) {
            return;
        }
        runState = state.get().isEmpty() ? runState : state.get();
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
            again(soon ? SOON_MILLIS : intervalMillis);
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
        } else if (answer instanceof Answer.Refused refused) {
            monitor.refused("query-status: " + refused.line());
        } else {
            again(Math.min(intervalMillis, AGAIN_MILLIS));
            return;
        }
        if (running) {
            again(soon ? SOON_MILLIS : intervalMillis);
        }
    }
}
