package io.awd.chardev.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a socket line. Its bytes go to the chardev while it is served; before that, during a move to another loop and while the
 * reader wants none they are kept in order; when it is on its way out they are thrown away.
 */
final class Connection extends SharedBufferHandler {
    /** How long a peer may take to read what was written before its connection ends. */
    private static final long LINGER_MILLIS = 1000;
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private static final Queue<Kept> NOTHING = new ArrayDeque<>(0);

    private final SocketLine line;
    private final Channel channel;
    private Queue<Kept> kept = NOTHING;
    private ByteBuf offer = Unpooled.EMPTY_BUFFER;
    private boolean serving;
    /** Who was the line's reader when this began to serve; that it still is, it knows itself. */
    private SocketAttachment served;
    private boolean leaving;
    /** The loop that it is on, or was last. */
    private EventLoop loop;
    private long wroteNanos;
    private boolean wrote;

    /** Bytes that arrived for a reader who could not take them yet. */
    private record Kept(SocketAttachment reader, byte[] bytes) {
    }

    Connection(SocketLine line, Channel channel, boolean delay) {
        super(line.buffers());
        this.line = line;
        this.channel = channel;
        channel.config().setAllocator(UnpooledByteBufAllocator.DEFAULT);
        channel.config().setAutoRead(false);
        channel.config().setRecvByteBufAllocator(this);
        Transport.delay(channel, delay);
        channel.pipeline().addLast(this);
    }

    Channel channel() {
        return channel;
    }

    /** {@code 127.0.0.1:14461} or {@code path}, and the peer. */
    String addresses(String between) {
        return channel.localAddress() instanceof InetSocketAddress local && channel.remoteAddress() instanceof InetSocketAddress remote
                ? Endpoint.text(local) + between + " <-> " + Endpoint.text(remote) : "";
    }

    /** Takes it off its loop, if it is on one. The future is completed on that loop. */
    ChannelFuture leave() {
        pause();
        channel.config().setAutoRead(false);
        return channel.deregister();
    }

    /** Puts it on a loop. The future is completed on that loop. */
    ChannelFuture enter(EventLoop next) {
        loop = next;
        return Transport.of(next) == Transport.EPOLL ? new ReadingLoop((IoEventLoop) next, this).register(channel) : next.register(channel);
    }

    @Override
    EventLoop loop() {
        return loop;
    }

    /** Whether it is on that loop. */
    boolean isOn(EventLoop one) {
        return channel.isRegistered() && loop == one;
    }

    /** From now on its bytes go to the line, and there to its reader, if it has one. */
    void serve(SocketAttachment reader) {
        forget();
        serving = !leaving;
        served = reader;
        // what the old loop's kernel did not take: its interest in being told did not move with it
        channel.flush();
    }

    /** Hands over what was kept; after that what comes goes straight to the reader, if it takes it. */
    void deliverKept() {
        boolean taken = true;
        while (taken && serving && !kept.isEmpty()) {
            Kept next = kept.peek();
            taken = next.reader() != line.attachment() || line.deliver(next.reader(), ByteBuffer.wrap(next.bytes()));
            if (taken) {
                kept.poll();
            }
        }
        if (inOrder() && served != null) {
            open(served.reader());
            // it may have ended or paused just now, and it shuts nothing that was not open yet
            if (!served.takes()) {
                shut();
            }
        }
    }

    /** The last bytes of a peer that is gone, even if the reader had wanted to wait. */
    void deliverRest(SocketAttachment reader) {
        pause();
        for (Kept next = kept.poll(); next != null; next = kept.poll()) {
            if (next.reader() == reader && reader != null && reader.active()) {
                line.give(reader, ByteBuffer.wrap(next.bytes()));
            }
        }
    }

    /** Whether the kernel is asked for bytes. */
    void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (!leaving) {
                received(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    void detour(ByteBuffer bytes) {
        SocketAttachment reader = line.attachment();
        if (!inOrder() || !line.deliver(reader, bytes)) {
            keep(reader, bytes);
        }
    }

    @Override
    void failed(Throwable cause) {
        line.failed(cause);
    }

    @Override
    void broken(Throwable cause) {
        // as Netty does
        channel.pipeline().fireExceptionCaught(cause);
    }

    private boolean inOrder() {
        return serving && kept.isEmpty();
    }

    private void keep(SocketAttachment reader, ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        kept = kept == NOTHING ? new ArrayDeque<>() : kept;
        kept.add(new Kept(reader, copy));
    }

    /**
     * Hands the bytes to the kernel, if it takes them; what it leaves of a message that it has begun goes out before anything else. The JDK's
     * channels cannot be asked like this: there one message may wait as a whole.
     */
    boolean offer(byte[] message) {
        if (!serving || !channel.isActive() || !channel.isWritable() || offer.refCnt() > 1) {
            return false;
        }
        if (offer.capacity() < message.length) {
            offer.release();
            offer = Unpooled.directBuffer(message.length);
        }
        offer.clear().writeBytes(message);
        if (channel instanceof UnixChannel socket && !takenByKernel(socket)) {
            return false;
        }
        if (offer.isReadable()) {
            channel.writeAndFlush(offer.retain(), channel.voidPromise());
        }
        return channel.isActive();
    }

    /** @return false: not a byte */
    private boolean takenByKernel(UnixChannel socket) {
        try {
            int taken = socket.fd().write(offer.internalNioBuffer(0, offer.writerIndex()), 0, offer.writerIndex());
            offer.skipBytes(taken);
            return taken > 0;
        } catch (IOException e) {
            channel.pipeline().fireExceptionCaught(e);
            return false;
        }
    }

    /** Gives the bytes to the channel; {@link #flush} sends them. */
    ChannelFuture write(byte[] bytes) {
        if (bytes.length > 0) {
            wrote = true;
            wroteNanos = System.nanoTime();
        }
        // this promise asks its channel for the loop when it is kept, the channel's own one the loop of now, which may have ended by then
        return channel.write(Unpooled.wrappedBuffer(bytes), channel.newPromise());
    }

    void flush() {
        channel.flush();
    }

    /**
     * Ends it. Where something was just written the peer is given the chance to read it first: QEMU's monitor drops a command whose sender
     * closes at once.
     */
    void end() {
        stopServing();
        boolean unread = wrote && System.nanoTime() - wroteNanos < TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
        boolean unsent = !channel.isActive() || channel.unsafe().outboundBuffer() == null ? false
                : channel.unsafe().outboundBuffer().totalPendingWriteBytes() > 0;
        if (!channel.isActive() || !unread && !unsent) {
            channel.close();
            return;
        }
        Future<?> limit = loop.schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> limit.cancel(false));
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> {
            if (sent.isSuccess()) {
                ((DuplexChannel) channel).shutdownOutput();
            }
        });
    }

    /** Ends it without waiting for a peer that is taken for dead. */
    void abort() {
        stopServing();
        channel.close();
    }

    /** From now on its bytes are thrown away. */
    void deaf() {
        stopServing();
    }

    private void pause() {
        serving = false;
        shut();
    }

    private void stopServing() {
        pause();
        leaving = true;
        kept = NOTHING;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        offer.release();
        offer = Unpooled.EMPTY_BUFFER;
        line.lost(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("chardev {}: connection broke", line.id(), cause);
        line.traffic().failed(Reason.of(cause));
        channel.close();
    }
}
