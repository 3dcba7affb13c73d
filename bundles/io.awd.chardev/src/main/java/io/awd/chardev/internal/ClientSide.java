package io.awd.chardev.internal;

import io.awd.api.object.AwdException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects: once, when the chardev is made, or again and again where {@code reconnect} says so. */
final class ClientSide implements Side {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private static final long CONNECT_MILLIS = 10_000;

    private final SocketLine line;
    private final Endpoint endpoint;
    private final long reconnectSeconds;
    private final Executor resolver;
    /** Of the first connection: what went wrong, or empty. */
    private final CompletableFuture<Optional<AwdException>> first = new CompletableFuture<>();
    private volatile long connectMillis = CONNECT_MILLIS;
    private Optional<Channel> connecting = Optional.empty();
    private Optional<Future<?>> timer = Optional.empty();
    private boolean outage;

    ClientSide(SocketLine line, Endpoint endpoint, long reconnectSeconds, Executor resolver) {
        this.line = line;
        this.endpoint = endpoint;
        this.reconnectSeconds = reconnectSeconds;
        this.resolver = resolver;
    }

    @Override
    public void open(long limitMillis) throws AwdException {
        if (reconnectSeconds > 0) {
            line.later(this::attempt);
            return;
        }
        connectMillis = limitMillis == 0 ? CONNECT_MILLIS : Math.min(limitMillis, CONNECT_MILLIS);
        List<SocketAddress> addresses = addresses();
        line.later(() -> connect(addresses, 0));
        Optional<AwdException> failure = awaitFirst();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private Optional<AwdException> awaitFirst() {
        try {
            return first.get(connectMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.of(failed("Connection timed out", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(failed("Interrupted system call", e));
        }
    }

    private AwdException failed(String reason, Throwable cause) {
        return new AwdException("Failed to connect to '" + endpoint.target() + "': " + reason, cause);
    }

    /** May block for the resolver. */
    private List<SocketAddress> addresses() throws AwdException {
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return tcp.resolve().stream().<SocketAddress>map(address -> new InetSocketAddress(address, tcp.port())).toList();
        }
        return List.of(Transport.of(line.loop()).unix(((Endpoint.Unix) endpoint).path()));
    }

    private void attempt() {
        timer = Optional.empty();
        if (line.closed()) {
            return;
        }
        try {
            if (endpoint instanceof Endpoint.Tcp tcp && !tcp.numeric()) {
                resolver.execute(this::resolveAndConnect);
            } else {
                connect(addresses(), 0);
            }
        } catch (AwdException e) {
            failed(e);
        } catch (RejectedExecutionException e) {
            LOG.debug("chardev {}: no more name look-ups, the bundle stops", line.id(), e);
        }
    }

    private void resolveAndConnect() {
        try {
            List<SocketAddress> addresses = addresses();
            line.later(() -> connect(addresses, 0));
        } catch (AwdException e) {
            line.later(() -> failed(e));
        }
    }

    /** Tries the addresses from this one on. */
    private void connect(List<SocketAddress> addresses, int index) {
        if (line.closed()) {
            return;
        }
        EventLoop loop = line.loop();
        Channel channel = Transport.of(loop).client(endpoint);
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectMillis);
        Connection connection = line.connection(channel);
        connecting = Optional.of(channel);
        connection.enter(loop).addListener(entered -> {
            if (entered.isSuccess()) {
                channel.connect(addresses.get(index)).addListener(done -> line.run(() -> connected(connection, done, addresses, index)));
            } else {
                line.run(() -> connected(connection, entered, addresses, index));
            }
        });
    }

    private void connected(Connection connection, Future<?> done, List<SocketAddress> addresses, int index) {
        connecting = Optional.empty();
        if (done.isSuccess() && !line.closed()) {
            line.adopt(connection);
            return;
        }
        connection.abort();
        if (!line.closed() && index + 1 < addresses.size()) {
            connect(addresses, index + 1);
        } else if (!done.isSuccess()) {
            failed(failed(Reason.of(done.cause()), done.cause()));
        }
    }

    private void failed(AwdException failure) {
        first.complete(Optional.of(failure));
        line.traffic().failed(failure.getMessage());
        if (reconnectSeconds > 0 && !line.closed()) {
            if (!outage) {
                outage = true;
                line.unreachable();
                LOG.warn("Unable to connect character device {}: {}", line.id(), failure.getMessage());
            }
            again();
        }
    }

    /** On the home loop: the present one may be a reader's and end before the time is over. */
    private void again() {
        timer.ifPresent(old -> old.cancel(false));
        timer = Optional.of(line.home().schedule(() -> line.run(this::attempt), reconnectSeconds, TimeUnit.SECONDS));
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void served() {
        outage = false;
        first.complete(Optional.empty());
    }

    @Override
    public void lost() {
        first.complete(Optional.empty());
        if (reconnectSeconds > 0) {
            again();
        }
    }

    @Override
    public void patienceChanged() {
        // only a server has others waiting
    }

    @Override
    public void stop() {
        timer.ifPresent(pending -> pending.cancel(false));
        timer = Optional.empty();
        connecting.ifPresent(Channel::close);
        connecting = Optional.empty();
    }

    @Override
    public void closePort() {
        // a client has none
    }
}
