package io.awd.api.iothread;

import org.osgi.annotation.versioning.ProviderType;

/** One event loop on one thread. What belongs to one watchdog runs on one of these, so nothing of it needs a lock. */
@ProviderType
public interface IoThread {
    /** Its object's id, or {@code default}. */
    String id();

    /** Whether the caller runs on it. */
    boolean inThread();

    /**
     * Runs a task on it, in the order of calls. Any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException it has ended
     */
    void execute(Runnable task);

    /** Runs a task on it once, not before the delay (ns, monotonic) is over. Any thread. Precise below a millisecond where the platform is. */
    Timer schedule(Runnable task, long delayNanos);

    /**
     * Runs a task on it after every connection of this loop has, from this call on, been read until nothing more was there. Only on its own thread.
     * A deadline that is decided in such a task cannot miss a message that arrived in time.
     */
    void afterReads(Runnable task);

    /** The loop as the transport's own type (Netty's {@code EventLoop}); the only bridge to it. */
    <T> T adapt(Class<T> type);

    /** A task that is to run. */
    interface Timer {
        /** Takes it back if it has not begun. */
        void cancel();
    }
}
