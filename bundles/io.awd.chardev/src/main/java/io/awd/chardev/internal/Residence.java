package io.awd.chardev.internal;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loop that something lives on, and its way from one to another: tasks that come meanwhile wait for the new loop. */
final class Residence {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private final String id;
    private final Queue<Runnable> waiting = new ArrayDeque<>(0);
    private volatile EventLoop loop;
    private boolean between;

    Residence(String id, EventLoop loop) {
        this.id = id;
        this.loop = loop;
    }

    /** The present loop. Any thread. */
    EventLoop loop() {
        return loop;
    }

    /** Runs a task on the loop; at once if that is the caller's and no move is under way. Any thread. */
    void run(Runnable task) {
        EventLoop present = loop;
        if (!present.inEventLoop()) {
            present.execute(() -> run(task));
        } else if (between) {
            waiting.add(task);
        } else {
            task.run();
        }
    }

    /** The same, but never inside of the caller, who may be a reader in the middle of a message; of no use once the loop has ended. Any thread. */
    void later(Runnable task) {
        try {
            loop.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("chardev {}: its loop has ended", id, e);
        }
    }

    /** Whether tasks have to wait. On the loop. */
    boolean between() {
        return between;
    }

    /** From here on tasks wait. On the loop. */
    void leave() {
        between = true;
    }

    /** The loop is another from here on. On the old one, as the last thing that happens there. */
    void change(EventLoop next) {
        loop = next;
    }

    /** From here on tasks run again; {@link #catchUp} runs those that waited. On the loop. */
    void settle() {
        between = false;
    }

    /** Runs what waited, until one of these tasks starts the next move. On the loop. */
    void catchUp() {
        while (!between && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}
