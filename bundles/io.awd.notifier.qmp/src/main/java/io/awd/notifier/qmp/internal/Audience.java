package io.awd.notifier.qmp.internal;

import io.awd.api.health.VirtualMachine;
import io.awd.api.iothread.IoThread;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of the machine, over all connections and chardevs of a notifier. On the io thread only, but {@link #join} and {@link #state}. */
final class Audience {
    /** Nobody has QEMU asked more often than this. */
    static final long LEAST_MILLIS = 50;
    /** So often it is asked within the time that a listener gives: a question that comes late, or an answer that does, is no silence yet. */
    private static final long SHARE = 3;
    private static final Runnable NOBODY_ASKS = () -> {
    };
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private final String id;
    private final IoThread thread;
    private final List<Seat> seats = new CopyOnWriteArrayList<>();
    private Runnable pace = NOBODY_ASKS;
    private long wantedMillis = Long.MAX_VALUE;
    private volatile String state = "";
    /** Whether something was told of the present connection, whose loss is then of interest. */
    private boolean told;

    private static final class Seat {
        private final VirtualMachine.Listener listener;
        private final long withinMillis;
        private volatile boolean left;

        Seat(VirtualMachine.Listener listener, long withinMillis) {
            this.listener = listener;
            this.withinMillis = withinMillis;
        }
    }

    Audience(String id, IoThread thread) {
        this.id = id;
        this.thread = thread;
    }

    /** @see VirtualMachine#listen */
    Runnable join(VirtualMachine.Listener listener, long withinMillis) {
        Seat seat = new Seat(listener, withinMillis);
        later(() -> take(seat));
        return () -> {
            // at once, whatever the io thread is about to tell; its place is cleared there
            seat.left = true;
            later(() -> {
                if (seats.remove(seat)) {
                    settle();
                }
            });
        };
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: its iothread has ended", id, e);
        }
    }

    private void take(Seat seat) {
        if (seat.left) {
            return;
        }
        seats.add(seat);
        if (!state.isEmpty()) {
            tell(seat, listener -> listener.runState(state));
        }
        settle();
    }

    private void settle() {
        long shortest = seats.stream().mapToLong(seat -> Math.max(LEAST_MILLIS, seat.withinMillis / SHARE)).min().orElse(Long.MAX_VALUE);
        if (shortest != wantedMillis) {
            wantedMillis = shortest;
            pace.run();
        }
    }

    /** The longest time between two questions that suits everybody. */
    long wantedMillis() {
        return wantedMillis;
    }

    /** As those who listen know it; empty while it is not known. Any thread. */
    String state() {
        return state;
    }

    /** @param changed run when {@link #wantedMillis} is another, until the present connection is lost */
    void pace(Runnable changed) {
        pace = changed;
    }

    void event(Message.Event event) {
        if (event.told()) {
            told = true;
            all(listener -> listener.event(event.name(), event.data()));
        }
    }

    /** Passes it on if it is new; an empty one says nothing. */
    void runState(String now) {
        if (!now.isEmpty() && !now.equals(state)) {
            state = now;
            told = true;
            all(listener -> listener.runState(now));
        }
    }

    void lost(String why) {
        pace = NOBODY_ASKS;
        state = "";
        if (told) {
            told = false;
            all(listener -> listener.lost(why));
        }
    }

    private void all(Consumer<VirtualMachine.Listener> what) {
        seats.forEach(seat -> tell(seat, what));
    }

    private void tell(Seat seat, Consumer<VirtualMachine.Listener> what) {
        if (seat.left) {
            return;
        }
        try {
            what.accept(seat.listener);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("{}: who listens to it failed", id, e);
        }
    }
}
