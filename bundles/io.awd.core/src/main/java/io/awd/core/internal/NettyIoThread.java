package io.awd.core.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.Instance;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Netty event loop. Epoll where its native library loads, because the JDK's selector rounds waits to milliseconds. */
final class NettyIoThread implements IoThread, Instance<IoThreadType.Properties> {
    private static final Logger LOG = LoggerFactory.getLogger("awd.iothread");
    private static final boolean EPOLL = epoll();
    private final String id;
    private final AlarmLoop loop;
    private volatile String threadName = "";

    NettyIoThread(String id) {
        this.id = id;
        IoHandlerFactory handler = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        ThreadFactory threads = task -> thread(task, id);
        this.loop = new AlarmLoop(threads, handler);
        // the way that a deadline takes is linked here, not by the first expiry
        loop.execute(() -> afterReads(() -> LOG.debug("iothread {} runs", id)));
    }

    private Thread thread(Runnable task, String name) {
        // on any other thread Netty allocates for each write
        Thread thread = new FastThreadLocalThread(task, "awd-iothread-" + name);
        thread.setDaemon(true);
        threadName = thread.getName();
        return thread;
    }

    private static boolean epoll() {
        if (Epoll.isAvailable()) {
            return true;
        }
        LOG.warn("iothreads use the JDK's selector, whose deadlines are a millisecond coarse: {}",
                Epoll.unavailabilityCause().toString());
        return false;
    }

    @Override
    public IoThreadType.Status status() {
        return new IoThreadType.Status(threadName, EPOLL ? "epoll" : "nio");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean inThread() {
        return loop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> future = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public Alarm alarm(Runnable task) {
        return loop.alarm(task);
    }

    /** The tail of this pass puts the task into the next one, which polls and reads before it runs tasks. */
    @Override
    public void afterReads(Runnable task) {
        loop.executeAfterEventLoopIteration(() -> loop.execute(task));
    }

    @Override
    public <T> T adapt(Class<T> type) {
        return type.cast(loop);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
