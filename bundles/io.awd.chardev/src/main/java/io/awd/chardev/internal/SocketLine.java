package io.awd.chardev.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What happens between a socket chardev's connections and its reader. It lives on one event loop at a time, and so does the connection that it
 * serves: on that of its reader, else on the one it was made with. All its state changes there ({@link #run}).
 */
final class SocketLine {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");

    private static final byte[] NOTHING = new byte[0];

    private final String id;
    private final boolean server;
    private final boolean delay;
    private final ReadBuffers buffers;
    private final EventLoop home;
    private final Residence residence;
    private final Traffic traffic = new Traffic();
    private final Outbox outbox = new Outbox(this);
    private final Side side;
    /** Connections on their way out. */
    private final Set<Channel> leaving = ConcurrentHashMap.newKeySet(1);

    private volatile Connection current;
    private volatile SocketAttachment attachment;
    /** The last connection was ended by its reader on purpose, as a probe does each time: that the next one stands is no news. */
    private boolean endedByReader;
    private volatile boolean closed;

    SocketLine(String id, SocketProperties properties, Endpoint endpoint, EventLoop home, ReadBuffers buffers, Executor resolver) {
        this.id = id;
        this.server = properties.server();
        this.delay = properties.delay().orElse(!properties.nodelay().orElse(true));
        this.buffers = buffers;
        this.home = home;
        this.residence = new Residence(id, home);
        this.side = server ? new ServerSide(this, endpoint, home, properties.waits().orElse(true))
                : new ClientSide(this, endpoint, properties.reconnect().orElse(0L), resolver);
    }

    String id() {
        return id;
    }

    Side side() {
        return side;
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
        return residence.loop();
    }

    EventLoop home() {
        return home;
    }

    Optional<Connection> current() {
        return Optional.ofNullable(current);
    }

    SocketAttachment attachment() {
        return attachment;
    }

    /** Bytes received over all. */
    long bytesIn() {
        return current().map(Connection::bytesIn).orElseGet(traffic::bytesIn);
    }

    boolean connected() {
        return current != null;
    }

    boolean closed() {
        return closed;
    }

    /** Connections on their way out. Any thread. */
    List<Channel> leaving() {
        return List.copyOf(leaving);
    }

    Connection connection(Channel channel) {
        return new Connection(this, channel, delay);
    }

    String filename() {
        Connection connection = current;
        String listening = server ? ",server=on" : "";
        if (connection == null) {
            return "disconnected:" + side.endpoint().filename() + listening;
        }
        return unix() ? side.endpoint().filename() + listening : "tcp:" + connection.addresses(listening);
    }

    /** Runs a task on the loop that the chardev is on; at once if that is the caller's. Any thread. */
    void run(Runnable task) {
        residence.run(task);
    }

    /** The same, but never inside of the caller. Any thread. */
    void later(Runnable task) {
        residence.later(task);
    }

    /** Goes where the reader is, and lets it begin. */
    private void settle() {
        if (residence.between()) {
            return;
        }
        SocketAttachment reader = attachment;
        EventLoop wanted = reader == null ? home : reader.loop();
        Connection connection = current;
        if (wanted != residence.loop()) {
            residence.leave();
            if (connection == null) {
                residence.change(wanted);
                wanted.execute(this::settled);
            } else {
                connection.leave().addListener(left -> {
                    residence.change(wanted);
                    connection.enter(wanted).addListener(entered -> settled());
                });
            }
        } else {
            if (reader != null && !reader.active()) {
                reader.activate();
                // which may end the connection, where another client waits already
                side.patienceChanged();
            }
            begin(reader);
        }
    }

    private void settled() {
        residence.settle();
        settle();
        residence.catchUp();
    }

    /** Takes a connection that was accepted or made; on the loop, when there is none. */
    void adopt(Connection connection) {
        residence.leave();
        EventLoop loop = residence.loop();
        Channel channel = connection.channel();
        if (connection.isOn(loop)) {
            adopted(connection);
        } else if (channel.isRegistered()) {
            connection.leave().addListener(left -> connection.enter(loop).addListener(entered -> adopted(connection)));
        } else {
            connection.enter(loop).addListener(entered -> adopted(connection));
        }
    }

    private void adopted(Connection connection) {
        if (connection.channel().isActive() && connection.channel().isRegistered()) {
            connection.countFrom(traffic.bytesIn());
            current = connection;
            traffic.connected();
            LOG.atLevel(endedByReader ? Level.DEBUG : Level.INFO).log("chardev {}: connected {}", id, filename());
            endedByReader = false;
            side.served();
            settled();
            // nothing goes out, but the first script of a process finds loaded what writing needs
            outbox.write(current(), NOTHING);
        } else {
            residence.settle();
            connection.abort();
            side.lost();
            settle();
            residence.catchUp();
        }
    }

    private void begin(SocketAttachment reader) {
        Connection connection = current;
        if (connection == null) {
            return;
        }
        Transport.patience(connection.channel(), patienceMillis());
        connection.serve(reader);
        if (reader != null && !guarded(reader::connected)) {
            return;
        }
        connection.deliverKept();
        readingChanged();
    }

    /** The connection is gone by itself. A reader who has come meanwhile still gets what it left. */
    void lost(Connection connection) {
        run(() -> {
            if (connection == current) {
                settle();
                run(() -> gone(connection));
            }
        });
    }

    private void gone(Connection connection) {
        if (connection == current) {
            LOG.info("chardev {}: disconnected {}", id, filename());
            depart(connection, () -> connection.deliverRest(attachment));
        }
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
        traffic.receivedInAll(connection.bytesIn());
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

    /**
     * Gives bytes to their reader; without one they are thrown away.
     *
     * @return false: it cannot take them yet
     */
    boolean deliver(SocketAttachment reader, ByteBuffer bytes) {
        if (reader == null) {
            return true;
        } else if (!reader.active() || !reader.reading()) {
            return false;
        }
        give(reader, bytes);
        return true;
    }

    void give(SocketAttachment reader, ByteBuffer bytes) {
        try {
            reader.received(bytes, System.nanoTime());
        } catch (RuntimeException | Error e) {
            failed(e);
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

    /** The reader threw something. */
    void failed(Throwable cause) {
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
        boolean sent = connection != null && !residence.between() && outbox.empty() && connection.offer(message);
        if (sent) {
            traffic.sent(message.length);
        }
        return sent;
    }

    CompletionStage<Void> write(byte[] bytes) {
        return outbox.write(current(), bytes);
    }

    /** The reader has ended or pauses: what comes does not go straight to it any more. Any thread. */
    void shut() {
        Connection connection = current;
        if (connection != null) {
            connection.shut();
        }
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
            endedByReader = true;
            end(connection);
        }
    }

    /** Nobody is there to connect to: the next connection is news, whoever ended the last. */
    void unreachable() {
        endedByReader = false;
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

    /** From here on all that arrives is for this reader. Any thread. */
    void attach(SocketAttachment reader) {
        attachment = reader;
        later(this::settle);
    }

    /**
     * From here on nothing that arrives is for the reader. Any thread.
     *
     * @param arrived run on the home loop when the connection is there
     */
    void detach(Runnable arrived) {
        attachment = null;
        later(() -> {
            settle();
            patienceChanged();
            run(arrived);
        });
    }

    /** Ends the connection, and makes no other. */
    void stop() {
        closed = true;
        side.stop();
        current().ifPresent(this::end);
    }
}
