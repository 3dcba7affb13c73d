package io.awd.watchdog.internal;

import io.awd.api.health.Health;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.Link;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/** Whether we speak to the peer, and when we last did. On the io thread, but for {@link #why}. */
final class Voice {
    /** Who is told. */
    interface Listener {
        /** We fall silent, or speak again. */
        void happened(String event, String text, Map<String, Object> data);

        /** A pulse is due at once. */
        void pulse(Heartbeat path);

        /** How old a sign of life of what we follow may be, ns. */
        long within();
    }

    private final IoThread thread;
    private final LongSupplier clock;
    private final List<Heartbeat> paths;
    private final Listener listener;
    private final Follow follow;
    private boolean told;
    private boolean closed;
    private long opened;
    private long lastSent;

    Voice(Optional<Link<Health>> followed, List<String> states, IoThread thread, LongSupplier clock, List<Heartbeat> paths, Listener listener) {
        this.thread = thread;
        this.clock = clock;
        this.paths = paths;
        this.listener = listener;
        this.follow = new Follow(followed, states, clock, this::lookLater);
    }

    void open() {
        relinked();
        follow.look(listener.within());
        opened = clock.getAsLong();
        lastSent = opened;
    }

    /** What we follow, or how closely, may be another. */
    void relinked() {
        follow.relinked(listener.within());
    }

    void close() {
        closed = true;
        follow.close();
    }

    /** Whether what we follow is not well, so that we are silent. */
    boolean mute() {
        return follow.mute();
    }

    /** Why we are silent; empty: we are not. Any thread. */
    Optional<String> why() {
        return follow.why();
    }

    /** When something was last sent, or was to be, ns. */
    long lastSent() {
        return lastSent;
    }

    /** Something is sent now. */
    void speaks() {
        lastSent = clock.getAsLong();
    }

    private void lookLater() {
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException e) {
            Heartbeat.LOG.debug("the iothread of a watchdog has ended", e);
        }
    }

    /** Looks again at what we follow. */
    void look() {
        boolean changed = !closed && follow.look(listener.within());
        // at the start it may not have answered yet: no news before it had the time to
        if (follow.mute() && !told && (changed || clock.getAsLong() - opened > listener.within())) {
            told = true;
            // what was sent before may be read as life until the peer's timeout: one word makes its cause known
            paths.stream().filter(Heartbeat::wantsFrames).forEach(path -> path.offer(Frame.MUTE));
            listener.happened("mute", "silent towards the peer: " + follow.why().orElse(""), Map.of("why", follow.why().orElse("")));
        } else if (changed && !follow.mute()) {
            paths.forEach(listener::pulse);
            if (told) {
                told = false;
                listener.happened("unmute", "speaks to the peer again", Map.of());
            }
        }
    }
}
