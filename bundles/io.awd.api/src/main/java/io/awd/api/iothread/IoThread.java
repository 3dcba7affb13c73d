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
     * An alarm that is not set, for a task that runs again and again or whose time is moved often. Any thread. To set, move and cancel it makes no object
     * and leaves nothing behind.
     */
    Alarm alarm(Runnable task);

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

    /** A task that runs on its io thread when it is told to. Only on that thread. */
    interface Alarm {
        /**
         * Runs the task once, not before the delay (ns, monotonic) is over, as precisely as {@link IoThread#schedule}; in place of what was set
         * before. The task itself may set it anew. What it throws is logged and costs no other task.
         *
         * @throws IllegalStateException not on its io thread
         */
        void set(long delayNanos);

        /**
         * Does not run it, if it has not begun.
         *
         * @throws IllegalStateException not on its io thread
         */
        void cancel();
    }
}
