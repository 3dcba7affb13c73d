package io.awd.chardev.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/** A channel's handler that says itself into what Netty reads for it: into the buffer of the loop that it is on. */
abstract class SharedBufferHandler extends FastPath implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {
    /** Then the other channels of the loop have their turn. */
    private static final int READS_PER_TURN = 16;
    private final ReadBuffers buffers;
    private ChannelConfig config;
    private int reads;
    private int attempted;
    private int lastRead;

    SharedBufferHandler(ReadBuffers buffers) {
        this.buffers = buffers;
    }

    @Override
    public void channelRegistered(ChannelHandlerContext ctx) {
        buffer(buffers.acquire(loop()));
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) {
        if (buffer() != null) {
            buffers.release(buffer());
            buffer(null);
        }
    }

    /** The loop that the channel is on. */
    abstract EventLoop loop();

    @Override
    public Handle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
        ReadBuffers.Shared shared = buffer();
        return shared == null ? allocator.directBuffer(ReadBuffers.SIZE, ReadBuffers.SIZE) : shared.lend(allocator);
    }

    @Override
    public int guess() {
        return ReadBuffers.SIZE;
    }

    @Override
    public void reset(ChannelConfig ofChannel) {
        config = ofChannel;
        reads = 0;
    }

    @Override
    public void incMessagesRead(int number) {
        reads += number;
    }

    @Override
    public void lastBytesRead(int bytes) {
        lastRead = bytes;
    }

    @Override
    public int lastBytesRead() {
        return lastRead;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
        attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
        return attempted;
    }

    @Override
    public boolean continueReading() {
        return lastRead == attempted && mayGoOn();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
        return mayGoOn() && maybeMore.get();
    }

    private boolean mayGoOn() {
        return lastRead > 0 && reads < READS_PER_TURN && config.isAutoRead();
    }

    @Override
    public void readComplete() {
        // nothing is learnt from it: the size stays
    }
}
