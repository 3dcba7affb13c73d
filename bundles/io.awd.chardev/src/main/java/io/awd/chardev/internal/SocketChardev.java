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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code -chardev socket}, as the container and its users see it. */
final class SocketChardev implements Instance<SocketProperties>, Chardev {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private static final long CLOSE_MILLIS = 3000;
    private static final long MOVE_MILLIS = 2000;

    private final Holding holding;
    private final SocketLine line;

    private SocketChardev(SocketLine line) {
        this.line = line;
        this.holding = new Holding(line.id());
    }

    /**
     * Makes and opens one.
     *
     * @throws AwdException it cannot be opened; nothing is left open
     */
    static SocketChardev open(Creation<SocketProperties> creation, ReadBuffers buffers, Executor resolver) throws AwdException {
        Endpoint endpoint = Endpoint.of(creation.properties());
        EventLoop home = creation.ioThread().adapt(EventLoop.class);
        SocketChardev chardev = new SocketChardev(
                new SocketLine(creation.id(), creation.properties(), endpoint, home, buffers, resolver));
        try {
            chardev.line.side().open(creation.limitMillis());
            return chardev;
        } catch (AwdException | RuntimeException e) {
            chardev.close();
            throw e;
        }
    }

    /** The connection that is served. */
    Optional<Connection> current() {
        return line.current();
    }

    @Override
    public String filename() {
        return line.filename();
    }

    @Override
    public boolean connected() {
        return line.connected();
    }

    @Override
    public Attachment attach(Reader reader, IoThread thread) throws AwdException {
        EventLoop loop = thread.adapt(EventLoop.class);
        if (loop.isShuttingDown()) {
            throw new AwdException("iothread '" + thread.id() + "' has ended");
        }
        holding.takeAlone();
        SocketAttachment taken = new SocketAttachment(line, reader, loop, this::release);
        line.attach(taken);
        return taken;
    }

    /** Takes the connection home before it returns, so that the reader's iothread may end; on an event loop it cannot wait for that. */
    private void release(SocketAttachment reader) {
        CompletableFuture<Void> home = new CompletableFuture<>();
        line.detach(() -> home.complete(null));
        holding.giveBackAlone();
        if (!reader.loop().inEventLoop() && !line.home().inEventLoop()) {
            await(home, MOVE_MILLIS);
        }
    }

    private void await(CompletableFuture<?> done, long millis) {
        if (line.loop().isShutdown()) {
            return;
        }
        try {
            done.get(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("chardev {}: its event loop did not answer within {} ms", line.id(), millis);
        }
    }

    @Override
    public Writer writer() throws AwdException {
        holding.share();
        return new SharedWriter(holding, this::write);
    }

    CompletionStage<Void> write(byte[] bytes) {
        return line.write(bytes);
    }

    @Override
    public SocketStatus status() {
        Traffic traffic = line.traffic();
        return new SocketStatus(filename(), connected(), holding.held(), line.bytesIn(), traffic.bytesOut(), traffic.connections(),
                traffic.dropped(), traffic.lastError());
    }

    @Override
    public void close() {
        if (!holding.close()) {
            return;
        }
        line.side().closePort();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        line.later(() -> {
            line.stop();
            stopped.complete(null);
        });
        await(stopped, CLOSE_MILLIS);
        for (Channel channel : line.leaving()) {
            if (!channel.closeFuture().awaitUninterruptibly(CLOSE_MILLIS)) {
                channel.unsafe().closeForcibly();
            }
        }
    }
}
