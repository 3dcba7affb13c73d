package io.awd.core.internal;

import io.awd.api.iothread.IoThread;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.ThreadFactory;

/**
 * An event loop that wakes up for alarms as it does for Netty's own scheduled tasks. Netty makes a future for each of those, and keeps one that was cancelled
 * from another thread; a watchdog's timers run for as long as it lives. In each pass what arrived is read first, then the alarms run, then the tasks.
 */
final class AlarmLoop extends SingleThreadIoEventLoop {
    private final Alarms alarms = new Alarms(() -> ticker().nanoTime(), this::inEventLoop);

    AlarmLoop(ThreadFactory threads, IoHandlerFactory handler) {
        super(null, threads, handler);
    }

    /** One that is not set. Any thread. */
    IoThread.Alarm alarm(Runnable task) {
        return alarms.add(task);
    }

    @Override
    protected int runIo() {
        int handled = super.runIo();
        alarms.run();
        return handled;
    }

    @Override
    protected long deadlineNanos() {
        return Math.min(super.deadlineNanos(), alarms.next());
    }

    @Override
    protected long delayNanos(long currentTimeNanos) {
        long other = super.delayNanos(currentTimeNanos);
        long next = alarms.next();
        return next == Alarms.NEVER ? other : Math.min(other, Math.max(0, next - (currentTimeNanos - ticker().initialNanoTime())));
    }
}
