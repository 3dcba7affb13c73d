package io.awd.chardev.internal;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kind of channel that an event loop can serve: Linux's epoll, or the JDK's selector. */
enum Transport {
    EPOLL, NIO;

    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    /** As many clients may wait outside; the next one is refused or left hanging by the kernel. */
    private static final int BACKLOG = 16;
    /** Of a connection without a patience: after so long without a byte its peer is asked whether it is there. */
    private static final int IDLE_SECONDS = 5;

    static Transport of(EventLoop loop) {
        return loop instanceof IoEventLoop io && io.isCompatible(EpollIoHandle.class) ? EPOLL : NIO;
    }

    Channel client(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Unix) {
            return this == EPOLL ? new EpollDomainSocketChannel() : new NioDomainSocketChannel();
        }
        return this == EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
    }

    /** Accepts one connection for each read. */
    ServerChannel server(Endpoint endpoint) {
        ServerChannel channel = endpoint instanceof Endpoint.Tcp tcp ? tcpServer(tcp)
                : this == EPOLL ? new EpollServerDomainSocketChannel() : new NioServerDomainSocketChannel();
        channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        return channel;
    }

    private ServerChannel tcpServer(Endpoint.Tcp tcp) {
        boolean only4 = tcp.family() == Endpoint.Family.IPV4;
        ServerChannel channel;
        if (this == EPOLL) {
            channel = only4 ? new EpollServerSocketChannel(SocketProtocolFamily.INET) : new EpollServerSocketChannel();
        } else {
            channel = only4 ? new NioServerSocketChannel(SelectorProvider.provider(), SocketProtocolFamily.INET)
                    : new NioServerSocketChannel();
        }
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        return channel;
    }

    SocketAddress unix(Path path) {
        return this == EPOLL ? new DomainSocketAddress(path.toString()) : UnixDomainSocketAddress.of(path);
    }

    /** The JDK's selector gives a closed channel's address back when it next selects, a turn of the loop later. Not on the loop. */
    static void awaitFreed(EventLoop loop, long seconds) {
        if (of(loop) == NIO && loop instanceof SingleThreadEventLoop turns && !turns.isShuttingDown()) {
            Promise<Void> freed = loop.newPromise();
            try {
                turns.execute(() -> turns.executeAfterEventLoopIteration(() -> turns.execute(() -> freed.setSuccess(null))));
                freed.awaitUninterruptibly(seconds, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("the loop ends, and gives all back", e);
            }
        }
    }

    /**
     * How long the peer's kernel may leave ours without an answer. A connection that just broke is left as it is. Keep-alive is always on: a peer whose last word was lost
     * with the line knows nothing of the connection any more, and would occupy a monitor for ever.
     *
     * @param millis 0: as long as keep-alive takes to find it dead, and for ever while bytes are on their way
     */
    static void patience(Channel channel, long millis) {
        try {
            keepAlive(channel.config(), millis);
        } catch (ChannelException e) {
            LOG.debug("{}: cannot set keep-alive", channel, e);
        }
    }

    /** Whether TCP may gather small packets. */
    static void delay(Channel channel, boolean on) {
        if (channel.config() instanceof SocketChannelConfig tcp) {
            try {
                tcp.setTcpNoDelay(!on);
            } catch (ChannelException e) {
                LOG.debug("{}: cannot set TCP_NODELAY", channel, e);
            }
        }
    }

    private static void keepAlive(ChannelConfig config, long millis) {
        if (config instanceof SocketChannelConfig tcp) {
            tcp.setKeepAlive(true);
        }
        if (config instanceof EpollSocketChannelConfig tcp) {
            tcp.setTcpUserTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            int seconds = millis == 0 ? IDLE_SECONDS : (int) Math.max(1, Math.min(millis / 1000, 32_767));
            tcp.setTcpKeepIdle(seconds);
            tcp.setTcpKeepIntvl(Math.max(1, seconds / 3));
            tcp.setTcpKeepCnt(3);
        }
    }
}
