package io.awd.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.awd.api.iothread.IoThread;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alarms on real loops. */
class AlarmLoopTest {
    private static final long MILLI = 1_000_000L;
    private static final long PATIENCE = 20;

    enum Waiting {
        EPOLL, NIO;

        AlarmLoop loop() {
            IoHandlerFactory handler = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
            return new AlarmLoop(task -> new FastThreadLocalThread(task, "alarm-test"), handler);
        }
    }

    /** Sets itself again until it has run so many times. */
    private static final class Ticking {
        private final IoThread.Alarm alarm;
        private final long delay;
        private final long[] late;
        private final CountDownLatch done = new CountDownLatch(1);
        private long due;
        private int times;

        Ticking(AlarmLoop loop, long delayNanos, int count) {
            alarm = loop.alarm(this::rings);
            delay = delayNanos;
            late = new long[count];
        }

        void set() {
            due = System.nanoTime() + delay;
            alarm.set(delay);
        }

        private void rings() {
            late[times++] = System.nanoTime() - due;
            if (times < late.length) {
                set();
            } else {
                done.countDown();
            }
        }

        void runs(AlarmLoop loop) throws InterruptedException {
            loop.execute(this::set);
            assertThat(done.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static <T> T on(AlarmLoop loop, Callable<T> task) throws InterruptedException, ExecutionException, TimeoutException {
        return loop.submit(task).get(PATIENCE, TimeUnit.SECONDS);
    }

    private static void end(AlarmLoop loop) {
        assertThat(loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    /** The median: the machine may be busy now and then. The JDK's selector waits whole milliseconds. */
    @ParameterizedTest
    @EnumSource
    void isNeverEarlyAndHardlyLate(Waiting waiting) throws Exception {
        AlarmLoop loop = waiting.loop();
        try {
            Ticking ticking = new Ticking(loop, 3_300_000L, 51);
            ticking.runs(loop);

            long[] late = ticking.late;
            Arrays.sort(late);
            assertThat(late[0]).isNotNegative();
            assertThat(late[late.length / 2]).as("median of %s ns", Arrays.toString(late)).isLessThan(waiting == Waiting.EPOLL ? MILLI : 2 * MILLI);
        } finally {
            end(loop);
        }
    }

    /** Netty's own tasks neither hold it up nor are held up by it. */
    @ParameterizedTest
    @EnumSource
    void wakesForWhicheverIsFirst(Waiting waiting) throws Exception {
        AlarmLoop loop = waiting.loop();
        try {
            CountDownLatch rang = new CountDownLatch(1);
            CountDownLatch ran = new CountDownLatch(1);
            IoThread.Alarm alarm = loop.alarm(rang::countDown);
            on(loop, () -> loop.schedule(() -> { }, 1, TimeUnit.HOURS));
            loop.execute(() -> alarm.set(2 * MILLI));
            assertThat(rang.await(PATIENCE, TimeUnit.SECONDS)).isTrue();

            loop.execute(() -> alarm.set(TimeUnit.HOURS.toNanos(1)));
            on(loop, () -> loop.schedule(ran::countDown, 2, TimeUnit.MILLISECONDS));
            assertThat(ran.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        } finally {
            end(loop);
        }
    }

    /** As many as a loop of ten thousand watchdogs has, twice. */
    @ParameterizedTest
    @EnumSource
    void twentyThousandRunOnceEach(Waiting waiting) throws Exception {
        int count = 20_000;
        AlarmLoop loop = waiting.loop();
        try {
            int[] rang = new int[count];
            CountDownLatch all = new CountDownLatch(count);
            on(loop, () -> {
                for (int i = 0; i < count; i++) {
                    int which = i;
                    loop.alarm(() -> {
                        rang[which]++;
                        all.countDown();
                    }).set((i * 7919L % count) * 10_000);
                }
                return true;
            });

            assertThat(all.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
            assertThat(on(loop, rang::clone)).containsOnly(1);
        } finally {
            end(loop);
        }
    }

    @ParameterizedTest
    @EnumSource
    void settingItAgainAllocatesNothing(Waiting waiting) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int count = 10_000;
        AlarmLoop loop = waiting.loop();
        try {
            long thread = on(loop, () -> Thread.currentThread().getId());
            new Ticking(loop, 20_000, count).runs(loop);
            Ticking measured = new Ticking(loop, 20_000, count);
            long before = threads.getThreadAllocatedBytes(thread);
            measured.runs(loop);

            // the JDK's selector makes objects of its own when it is woken
            long allowed = waiting == Waiting.EPOLL ? 2 : 100;
            assertThat(threads.getThreadAllocatedBytes(thread) - before).as("bytes allocated for %d alarms", count).isLessThan(allowed * count);
        } finally {
            end(loop);
        }
    }
}
