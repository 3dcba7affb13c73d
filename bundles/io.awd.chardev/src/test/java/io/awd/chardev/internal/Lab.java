package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.object.OptionString;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Event loops, chardevs made from QEMU's syntax, and peers with plain sockets. Everything made here is closed with it. */
final class Lab implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;
    final SocketType type = new SocketType();
    private final Transport transport;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final IoThread home;

    Lab(Transport transport) {
        this.transport = transport;
        if (transport == Transport.EPOLL) {
            assertThat(Epoll.isAvailable()).as("native epoll").isTrue();
        }
        this.home = loop();
    }

    /** The one that the chardevs are made with. */
    IoThread home() {
        return home;
    }

    /** A loop of its own. */
    Loop loop() {
        IoHandlerFactory handler = transport == Transport.EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        // without them Netty makes an object for each message that is written through a pipeline
        ThreadFactory threads = transport == Transport.EPOLL ? Thread::new : FastThreadLocalThread::new;
        Loop loop = new Loop(new SingleThreadIoEventLoop(null, threads, handler));
        open.add(0, loop);
        return loop;
    }

    record Loop(SingleThreadIoEventLoop netty) implements IoThread, AutoCloseable {
        @Override
        public String id() {
            return "test";
        }

        @Override
        public boolean inThread() {
            return netty.inEventLoop();
        }

        @Override
        public void execute(Runnable task) {
            netty.execute(task);
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            var future = netty.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }

        @Override
        public Alarm alarm(Runnable task) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void afterReads(Runnable task) {
            netty.executeAfterEventLoopIteration(() -> netty.execute(task));
        }

        @Override
        public <T> T adapt(Class<T> type) {
            return type.cast(netty);
        }

        <T> T call(Callable<T> task) throws Exception {
            return netty.submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            netty.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    /** Makes a socket chardev of its options, {@code host=…,server,nowait}. */
    SocketChardev socket(String options) throws AwdException {
        return socket(options, 5000);
    }

    SocketChardev socket(String options, long limitMillis) throws AwdException {
        SocketChardev made = (SocketChardev) type.create(creation("c", properties(options), limitMillis));
        closing(made);
        return made;
    }

    /** Closes it with the lab. */
    <T extends AutoCloseable> T closing(T resource) {
        synchronized (open) {
            open.add(0, resource);
        }
        return resource;
    }

    static SocketProperties properties(String options) throws AwdException {
        OptionString given = OptionString.parse("socket," + options, "backend");
        Map<String, String> known = Map.copyOf(given.values());
        return new SocketProperties(given.get("host"), given.get("port"), given.get("to").map(Integer::valueOf), given.get("path"),
                on(known, "ipv4"), on(known, "ipv6"), on(known, "server").orElse(false), on(known, "wait"),
                given.get("reconnect").map(Long::valueOf), on(known, "nodelay"), on(known, "delay"));
    }

    private static Optional<Boolean> on(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name)).map("on"::equals);
    }

    <P extends Record> Creation<P> creation(String id, P properties, long limitMillis) {
        return new Creation<>() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public P properties() {
                return properties;
            }

            @Override
            public <T> Optional<Link<T>> link(String property, Class<T> kind) {
                return Optional.empty();
            }

            @Override
            public <T> List<Link<T>> links(String property, Class<T> kind) {
                return List.of();
            }

            @Override
            public IoThread ioThread() {
                return home;
            }

            @Override
            public Map<String, String> memento() {
                return Map.of();
            }

            @Override
            public long limitMillis() {
                return limitMillis;
            }

            @Override
            public void emit(String name, String text, Map<String, Object> data) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** The port that a server chardev listens on. */
    static int port(SocketChardev server) {
        String[] parts = server.filename().replaceAll(",server=on.*", "").split(":");
        return Integer.parseInt(parts[parts.length - 1]);
    }

    /** A peer that connects to a server chardev. */
    Socket client(int port) throws IOException {
        Socket socket = closing(new Socket(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** A peer that a client chardev connects to. */
    ServerSocket server() throws IOException {
        ServerSocket socket = closing(new ServerSocket());
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return socket;
    }

    /** A port that nobody listens on. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static String server(String more) {
        return "host=127.0.0.1,port=0,server,nowait" + more;
    }

    static void until(BooleanSupplier condition) throws InterruptedException {
        until("condition", condition);
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            Thread.sleep(2);
        }
    }


    @Override
    public void close() {
        List<AutoCloseable> all;
        synchronized (open) {
            all = List.copyOf(open);
        }
        all.stream().filter(resource -> !(resource instanceof Loop)).forEach(Lab::end);
        all.stream().filter(Loop.class::isInstance).forEach(Lab::end);
        type.stop();
    }

    private static void end(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new AssertionError(resource + " cannot be closed", e);
        }
    }
}
