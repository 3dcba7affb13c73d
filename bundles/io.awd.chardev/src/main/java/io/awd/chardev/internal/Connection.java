package io.awd.chardev.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
final class Connection extends SharedBufferHandler implements EpollIoHandle {
    /** How long a peer may take to read what was written before its connection ends. */
    private static final long LINGER_MILLIS = 1000;
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");

    private static final Queue<Kept> NOTHING = new ArrayDeque<>(0);
    private static final VarHandle HEARD;
    private static final VarHandle BYTES_IN;

    static {
        try {
            HEARD = MethodHandles.lookup().findVarHandle(Connection.class, "heardNanos", long.class);
            BYTES_IN = MethodHandles.lookup().findVarHandle(Connection.class, "bytesIn", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SocketLine line;
    private final Channel channel;
    /** {@link #NOTHING} until something is kept: a message looks at this one, which is at hand. */
    private Queue<Kept> kept = NOTHING;
    private ByteBuf offer = Unpooled.EMPTY_BUFFER;
    private boolean serving;
    /** Who was the line's reader when this began to serve; that it still is, it knows itself. */
    private SocketAttachment served;
    private boolean leaving;
    /** With epoll: who handles what is not just a message. */
    private EpollIoHandle behind;
    private Socket socket;
    /** The loop that it is on, or was last. */
    private EventLoop loop;
    /** Opaque: a fence for each message would cost more than the rest of what is done here. */
    private long heardNanos = System.nanoTime();
    /** Of the whole line. It is kept here while this is served, since a message has this object at hand and each other one costs the wait for its memory. */
    private long bytesIn;
    private long wroteNanos;
    private boolean wrote;

    /** Apart, since it can only be made where there is epoll. */
    private static final class Ready {
        /** A message came, and nothing else. */
        static final int TO_READ = EpollIoOps.EPOLLIN.value();
    }

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

    /** When the peer was last heard, of {@link System#nanoTime}. */
    long heardNanos() {
        return (long) HEARD.getOpaque(this);
    }

    /** Goes on counting from what the line has received before. */
    void countFrom(long before) {
        BYTES_IN.setOpaque(this, before);
    }

    /** What the line has received over all; any thread. */
    long bytesIn() {
        return (long) BYTES_IN.getOpaque(this);
    }

    /** {@code 127.0.0.1:14461} or {@code path}, and the peer. */
    String addresses(String between) {
        return channel.localAddress() instanceof InetSocketAddress local && channel.remoteAddress() instanceof InetSocketAddress remote
                ? Endpoint.text(local) + between + " <-> " + Endpoint.text(remote) : "";
    }

    /** Takes it off its loop, if it is on one. The future is completed on that loop. */
    ChannelFuture leave() {
        serving = false;
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

    // ---- with epoll it stands between the loop and its channel

    void standsBefore(EpollIoHandle handle) {
        behind = handle;
        socket = (Socket) handle.fd();
    }

    @Override
    public FileDescriptor fd() {
        return behind.fd();
    }

    /**
     * Nearly all that happens is that a message has come: it is read and given on. With thousands of peers in turn each object of Netty's channel, its
     * configuration and its pipeline would be one more memory to wait for. What is anything else, or does not end here, goes the channel's usual way: an end, an
     * error, bytes that are not wanted now or that do not fit into the buffer.
     */
    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        if (!inOrder() || served == null || !served.takes() || ((EpollIoEvent) event).ops().value() != Ready.TO_READ || !read()) {
            behind.handle(registration, event);
        }
    }

    /** @return false: there may be more, or it is the end */
    private boolean read() {
        long address = address();
        if (address == ReadBuffers.UNKNOWN) {
            return false;
        }
        try {
            int length = socket.recvAddress(address, 0, ReadBuffers.SIZE);
            if (length > 0) {
                received(shared().limit(length).position(0));
            }
            return length >= 0 && length < ReadBuffers.SIZE;
        } catch (IOException | RuntimeException | Error e) {
            // as Netty does: it costs this connection, never the loop
            channel.pipeline().fireExceptionCaught(e);
            return true;
        }
    }

    @Override
    public void registered() {
        behind.registered();
    }

    @Override
    public void unregistered() {
        behind.unregistered();
    }

    @Override
    public void close() throws Exception {
        behind.close();
    }

    /** From now on its bytes go to the line, and there to its reader, if it has one. */
    void serve(SocketAttachment reader) {
        serving = true;
        served = reader;
        // what the old loop's kernel did not take: its interest in being told did not move with it
        channel.flush();
    }

    /** Hands over what was kept. */
    void deliverKept() {
        while (serving && !kept.isEmpty()) {
            Kept next = kept.peek();
            if (next.reader() != line.attachment()) {
                kept.remove();
            } else if (line.deliver(next.reader(), ByteBuffer.wrap(next.bytes()))) {
                kept.poll();
            } else {
                return;
            }
        }
    }

    /** The last bytes of a peer that is gone, even if the reader had wanted to wait. */
    void deliverRest(SocketAttachment reader) {
        serving = false;
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

    private boolean inOrder() {
        return serving && (kept == NOTHING || kept.isEmpty());
    }

    private void received(ByteBuffer view) {
        int length = view.remaining();
        long now = System.nanoTime();
        HEARD.setOpaque(this, now);
        BYTES_IN.setOpaque(this, bytesIn + length);
        boolean inOrder = inOrder();
        if (inOrder && served != null && served.takes()) {
            // as the line's give does, without a look at the line: its memory is not at hand
            try {
                served.received(view, now);
            } catch (RuntimeException | Error e) {
                line.failed(e);
            }
        } else {
            SocketAttachment reader = line.attachment();
            if (!inOrder || !line.deliver(reader, view)) {
                keep(reader, view);
            }
        }
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
        return channel.write(Unpooled.wrappedBuffer(bytes));
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

    private void stopServing() {
        serving = false;
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
