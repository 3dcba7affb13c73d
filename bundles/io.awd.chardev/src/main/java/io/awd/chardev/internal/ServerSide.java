package io.awd.chardev.internal;

import io.awd.api.object.AwdException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens. One client is served. One more is accepted but not yet read, so that it can take the place of one that is silent for too long; all
 * others wait in the kernel's backlog. The listening socket stays on the loop it was made on.
 */
final class ServerSide implements Side {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private static final long RETRY_ACCEPT_MILLIS = 1000;
    private static final long CLOSE_SECONDS = 2;

    private final SocketLine line;
    private final EventLoop home;
    private final boolean wait;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final Optional<UnixPath> unix;
    private volatile Endpoint endpoint;
    private volatile Optional<ServerChannel> listener = Optional.empty();
    private Optional<Channel> next = Optional.empty();
    private Optional<Future<?>> takeover = Optional.empty();

    ServerSide(SocketLine line, Endpoint endpoint, EventLoop home, boolean wait) {
        this.line = line;
        this.endpoint = endpoint;
        this.home = home;
        this.wait = wait;
        this.unix = endpoint instanceof Endpoint.Unix place ? Optional.of(new UnixPath(place.path())) : Optional.empty();
    }

    @Override
    public void open(long limitMillis) throws AwdException {
        if (endpoint instanceof Endpoint.Tcp tcp) {
            bind(tcp);
        } else if (unix.isPresent()) {
            unix.get().bind(path -> bound(endpoint, Transport.of(home).unix(path), "Failed to bind socket to " + endpoint.target()));
        }
        listener.ifPresent(Channel::read);
        if (wait) {
            LOG.info("waiting for connection on: {}", line.filename());
            awaitFirst(limitMillis);
        }
    }

    private void bind(Endpoint.Tcp tcp) throws AwdException {
        List<InetAddress> addresses = tcp.host().isEmpty() ? List.of(new InetSocketAddress(0).getAddress()) : tcp.resolve();
        for (int i = 0; listener.isEmpty(); i++) {
            try {
                bind(tcp, addresses.get(i));
            } catch (AwdException e) {
                if (i + 1 == addresses.size()) {
                    throw e;
                }
            }
        }
    }

    private void bind(Endpoint.Tcp tcp, InetAddress address) throws AwdException {
        for (int port = tcp.port(); listener.isEmpty(); port++) {
            try {
                Channel channel = bound(tcp, new InetSocketAddress(address, port), "Failed to bind socket");
                String host = tcp.host().isEmpty() ? "0.0.0.0" : tcp.host();
                endpoint = tcp.at(host, ((InetSocketAddress) channel.localAddress()).getPort());
            } catch (PortTakenException e) {
                if (port >= tcp.to()) {
                    throw new AwdException("Failed to find an available port: Address already in use", e);
                }
            }
        }
    }

    /** The next port may be free. */
    private static final class PortTakenException extends AwdException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private Channel bound(Endpoint place, SocketAddress address, String failure) throws AwdException {
        ServerChannel channel = Transport.of(home).server(place);
        channel.pipeline().addLast(new Accepting());
        ChannelFuture done = home.register(channel).awaitUninterruptibly();
        if (done.isSuccess()) {
            done = channel.bind(address).awaitUninterruptibly();
        }
        if (done.isSuccess()) {
            listener = Optional.of(channel);
            return channel;
        }
        channel.close().awaitUninterruptibly();
        String reason = Reason.of(done.cause());
        String message = failure + ": " + reason;
        throw reason.equals("Address already in use") ? new PortTakenException(message, done.cause())
                : new AwdException(message, done.cause());
    }

    private void awaitFirst(long limitMillis) throws AwdException {
        try {
            if (limitMillis == 0) {
                first.get();
            } else {
                first.get(limitMillis, TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new AwdException("no connection on " + line.filename() + " within " + limitMillis + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AwdException("interrupted while waiting for connection on: " + line.filename(), e);
        }
    }

    /** Hands what was accepted to the chardev's loop. */
    private final class Accepting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            Channel client = (Channel) accepted;
            try {
                line.run(() -> arrived(client));
            } catch (RuntimeException | Error e) {
                client.unsafe().closeForcibly();
                throw e;
            }
        }

        /** Out of file descriptors, for example: the kernel would tell again and again, so look away for a while. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            LOG.warn("chardev {}: cannot accept a connection", line.id(), cause);
            line.traffic().failed(Reason.of(cause));
            ctx.channel().config().setAutoRead(true);
            ctx.channel().config().setAutoRead(false);
            ctx.executor().schedule(() -> ctx.channel().read(), RETRY_ACCEPT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void arrived(Channel client) {
        if (line.closed()) {
            client.unsafe().closeForcibly();
        } else if (line.connected()) {
            next = Optional.of(client);
            patienceChanged();
        } else {
            serve(client);
        }
    }

    private void serve(Channel client) {
        line.adopt(line.connection(client));
        listener.ifPresent(Channel::read);
    }

    @Override
    public void served() {
        first.complete(null);
    }

    @Override
    public void lost() {
        cancelTakeover();
        next.ifPresent(client -> {
            next = Optional.empty();
            serve(client);
        });
    }

    /** Looks whether the served client has been silent for too long, now and when it may next be so. */
    @Override
    public void patienceChanged() {
        cancelTakeover();
        long patience = line.patienceNanos();
        Optional<Connection> current = line.current();
        if (patience == 0 || next.isEmpty() || current.isEmpty()) {
            return;
        }
        long left = patience - (System.nanoTime() - current.get().heardNanos());
        if (left <= 0) {
            line.replace(current.get());
        } else {
            takeover = Optional.of(line.loop().schedule(() -> line.run(this::patienceChanged), left, TimeUnit.NANOSECONDS));
        }
    }

    private void cancelTakeover() {
        takeover.ifPresent(timer -> timer.cancel(false));
        takeover = Optional.empty();
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void stop() {
        cancelTakeover();
        next.ifPresent(client -> client.unsafe().closeForcibly());
        next = Optional.empty();
    }

    @Override
    public void closePort() {
        listener.ifPresent(channel -> {
            channel.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
            Transport.awaitFreed(home, CLOSE_SECONDS);
        });
        listener = Optional.empty();
        unix.ifPresent(path -> {
            try {
                path.unlink();
            } catch (IOException e) {
                LOG.warn("chardev {}: cannot remove {}", line.id(), endpoint.target(), e);
            }
        });
    }
}
