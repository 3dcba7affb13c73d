package io.awd.chardev.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code -chardev socket}. It is at any time at home on one event loop, and so is the connection that it serves: on that of its reader, else on
 * the one it was made with. All its state changes there; a task that comes during a move waits for the new loop ({@link #run}).
 */
final class SocketChardev implements Instance<SocketProperties>, Chardev {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private static final long CLOSE_MILLIS = 3000;
    private static final long MOVE_MILLIS = 2000;

    private final String id;
    private final boolean server;
    private final boolean delay;
    private final ReadBuffers buffers;
    private final EventLoop home;
    private final Holding holding;
    private final Traffic traffic = new Traffic();
    private final Outbox outbox = new Outbox(this);
    private final Side side;
    /** Connections on their way out. */
    private final Set<Channel> leaving = ConcurrentHashMap.newKeySet(1);

    private volatile EventLoop owner;
    private volatile Connection current;
    private volatile SocketAttachment attachment;
    private volatile boolean closed;
    private boolean moving;
    private final Queue<Runnable> afterMove = new ArrayDeque<>(0);

    private SocketChardev(Creation<SocketProperties> creation, Endpoint endpoint, ReadBuffers buffers, Executor resolver) {
        SocketProperties properties = creation.properties();
        this.id = creation.id();
        this.server = properties.server();
        this.delay = properties.delay() && !properties.nodelay();
        this.buffers = buffers;
        this.home = creation.ioThread().adapt(EventLoop.class);
        this.owner = home;
        this.holding = new Holding(id);
        this.side = server ? new ServerSide(this, endpoint, home, properties.wait_().orElse(true))
                : new ClientSide(this, endpoint, properties.reconnect().orElse(0L), resolver);
    }

    /**
     * Makes and opens one.
     *
     * @throws AwdException it cannot be opened; nothing is left open
     */
    static SocketChardev open(Creation<SocketProperties> creation, ReadBuffers buffers, Executor resolver) throws AwdException {
        Endpoint endpoint = Endpoint.of(creation.properties());
        SocketChardev chardev = new SocketChardev(creation, endpoint, buffers, resolver);
        try {
            chardev.side.open(creation.limitMillis());
            return chardev;
        } catch (AwdException | RuntimeException e) {
            chardev.close();
            throw e;
        }
    }

    String id() {
        return id;
    }

    boolean unix() {
        return side.endpoint() instanceof Endpoint.Unix;
    }

    ReadBuffers buffers() {
        return buffers;
    }

    Traffic traffic() {
        return traffic;
    }

    EventLoop loop() {
        return owner;
    }

    Optional<Connection> current() {
        return Optional.ofNullable(current);
    }

    SocketAttachment attachment() {
        return attachment;
    }

    boolean closed() {
        return closed;
    }

    Connection connection(Channel channel) {
        return new Connection(this, channel, delay);
    }

    // ---- the loop

    /** Runs a task on the loop that the chardev is on; at once if that is the caller's. */
    void run(Runnable task) {
        EventLoop loop = owner;
        if (!loop.inEventLoop()) {
            loop.execute(() -> run(task));
        } else if (moving) {
            afterMove.add(task);
        } else {
            task.run();
        }
    }

    /** The same, but never inside of the caller, who may be a reader in the middle of a message; of no use once the loop has ended. */
    void later(Runnable task) {
        try {
            owner.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("chardev {}: its loop has ended", id, e);
        }
    }

    /** Goes where the reader is, and lets it begin. */
    private void settle() {
        if (moving) {
            return;
        }
        SocketAttachment reader = attachment;
        EventLoop wanted = reader == null ? home : reader.loop();
        Connection connection = current;
        if (wanted != owner) {
            moving = true;
            if (connection == null) {
                owner = wanted;
                wanted.execute(this::settled);
            } else {
                connection.leave().addListener(left -> {
                    owner = wanted;
                    connection.enter(wanted).addListener(entered -> settled());
                });
            }
        } else if (reader != null && !reader.active()) {
            reader.activate();
            side.patienceChanged();
            if (connection != null) {
                begin(connection);
            }
        } else if (connection != null) {
            begin(connection);
        }
    }

    private void settled() {
        moving = false;
        settle();
        afterMove();
    }

    private void afterMove() {
        while (!moving && !afterMove.isEmpty()) {
            afterMove.remove().run();
        }
    }

    // ---- connections

    /** Takes a connection that was accepted or made; on the loop, when there is none. */
    void adopt(Connection connection) {
        moving = true;
        EventLoop loop = owner;
        Channel channel = connection.channel();
        if (channel.isRegistered() && channel.eventLoop() == loop) {
            adopted(connection);
        } else if (channel.isRegistered()) {
            connection.leave().addListener(left -> connection.enter(loop).addListener(entered -> adopted(connection)));
        } else {
            connection.enter(loop).addListener(entered -> adopted(connection));
        }
    }

    private void adopted(Connection connection) {
        if (connection.channel().isActive() && connection.channel().isRegistered()) {
            current = connection;
            traffic.connected();
            LOG.info("chardev {}: connected {}", id, filename());
            side.served();
            settled();
        } else {
            moving = false;
            connection.abort();
            side.lost();
            settle();
            afterMove();
        }
    }

    private void begin(Connection connection) {
        SocketAttachment reader = attachment;
        Transport.patience(connection.channel(), patienceMillis());
        connection.serve();
        if (reader != null && !guarded(reader::connected)) {
            return;
        }
        connection.deliverKept();
        readingChanged();
    }

    /** The connection is gone by itself. */
    void lost(Connection connection) {
        run(() -> {
            if (connection == current) {
                LOG.info("chardev {}: disconnected {}", id, filename());
                depart(connection, () -> connection.deliverRest(attachment));
            }
        });
    }

    /** Ends the connection; what was written still goes out. */
    private void end(Connection connection) {
        if (connection == current) {
            outbox.pump();
            track(connection);
            depart(connection, connection::end);
        }
    }

    /** Ends the connection of a peer that is taken for dead. */
    void replace(Connection connection) {
        if (connection == current) {
            LOG.warn("chardev {}: {} is silent, a waiting client takes its place", id, filename());
            track(connection);
            depart(connection, connection::abort);
        }
    }

    private void depart(Connection connection, Runnable ending) {
        ending.run();
        current = null;
        outbox.pump();
        Optional.ofNullable(attachment).filter(SocketAttachment::active).ifPresent(reader -> guarded(reader::disconnected));
        if (!closed) {
            side.lost();
        }
    }

    private void track(Connection connection) {
        Channel channel = connection.channel();
        leaving.add(channel);
        channel.closeFuture().addListener(gone -> leaving.remove(channel));
    }

    // ---- the reader

    /** Whether bytes can be given to the reader, or thrown away because there is none. */
    boolean takes() {
        SocketAttachment reader = attachment;
        return reader == null || reader.active() && reader.reading();
    }

    void deliver(ByteBuffer bytes) {
        SocketAttachment reader = attachment;
        if (reader != null) {
            try {
                reader.received(bytes);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
    }

    private boolean guarded(Runnable call) {
        try {
            call.run();
            return true;
        } catch (RuntimeException | Error e) {
            failed(e);
            return false;
        }
    }

    private void failed(Throwable cause) {
        LOG.warn("chardev {}: its reader failed, the connection is closed", id, cause);
        traffic.failed(String.valueOf(cause));
        Connection connection = current;
        if (connection != null) {
            connection.deaf();
            later(() -> end(connection));
        }
    }

    boolean offer(byte[] message) {
        Connection connection = current;
        boolean sent = connection != null && !moving && outbox.empty() && connection.offer(message);
        if (sent) {
            traffic.sent(message.length);
        } else {
            traffic.refused();
        }
        return sent;
    }

    CompletionStage<Void> write(byte[] bytes) {
        return outbox.write(current(), bytes);
    }

    void readingChanged() {
        Connection connection = current;
        if (connection != null) {
            connection.deliverKept();
            connection.reading(Optional.ofNullable(attachment).map(SocketAttachment::reading).orElse(true));
        }
    }

    void disconnect(SocketAttachment reader) {
        Connection connection = current;
        if (reader == attachment && connection != null) {
            end(connection);
        }
    }

    void patienceChanged() {
        current().ifPresent(connection -> Transport.patience(connection.channel(), patienceMillis()));
        side.patienceChanged();
    }

    private long patienceMillis() {
        return TimeUnit.NANOSECONDS.toMillis(patienceNanos());
    }

    long patienceNanos() {
        return Optional.ofNullable(attachment).map(SocketAttachment::patienceNanos).orElse(0L);
    }

    /** Goes home before it returns, so that the reader's iothread may end; on an event loop it cannot wait for that. */
    void release(SocketAttachment reader) {
        attachment = null;
        holding.giveBackAlone();
        CompletableFuture<Void> home = new CompletableFuture<>();
        later(() -> {
            settle();
            patienceChanged();
            run(() -> home.complete(null));
        });
        if (!reader.loop().inEventLoop() && !this.home.inEventLoop()) {
            await(home, MOVE_MILLIS);
        }
    }

    private boolean await(CompletableFuture<?> done, long millis) {
        if (owner.isShutdown()) {
            return false;
        }
        try {
            done.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.debug("chardev {}: its loop did not answer in time", id, e);
        }
        return false;
    }

    // ---- Chardev

    @Override
    public String filename() {
        Connection connection = current;
        String listening = server ? ",server=on" : "";
        if (connection == null) {
            return "disconnected:" + side.endpoint().filename() + listening;
        }
        return unix() ? side.endpoint().filename() + listening : "tcp:" + connection.addresses(listening);
    }

    @Override
    public boolean connected() {
        return current != null;
    }

    @Override
    public Attachment attach(Reader reader, IoThread thread) throws AwdException {
        holding.takeAlone();
        SocketAttachment taken = new SocketAttachment(this, reader, thread.adapt(EventLoop.class));
        attachment = taken;
        later(this::settle);
        return taken;
    }

    @Override
    public Writer writer() throws AwdException {
        holding.share();
        return new SharedWriter(holding, this::write);
    }

    // ---- Instance

    @Override
    public SocketStatus status() {
        return new SocketStatus(filename(), connected(), holding.held(), traffic.bytesIn(), traffic.bytesOut(), traffic.connections(),
                traffic.dropped(), traffic.lastError());
    }

    @Override
    public void close() {
        if (!holding.close()) {
            return;
        }
        side.closePort();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        later(() -> {
            closed = true;
            side.stop();
            current().ifPresent(this::end);
            stopped.complete(null);
        });
        await(stopped, CLOSE_MILLIS);
        closed = true;
        for (Channel channel : List.copyOf(leaving)) {
            if (!channel.closeFuture().awaitUninterruptibly(CLOSE_MILLIS)) {
                channel.unsafe().closeForcibly();
            }
        }
    }
}
