package io.awd.chardev.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Map;

/** One buffer for each event loop, into which all its connections are read one after the other, so that reading allocates nothing. */
final class ReadBuffers {
    /** A heartbeat message is at most 69,632 bytes, a usual one 34. */
    static final int SIZE = 64 * 1024;
    /** The address of a buffer in a virtual machine that does not tell. */
    static final long UNKNOWN = 0;
    private final Map<EventLoop, Shared> shared = new IdentityHashMap<>();

    /** The buffer of a loop; given back with {@link #release}. */
    synchronized Shared acquire(EventLoop loop) {
        Shared buffer = shared.computeIfAbsent(loop, Shared::new);
        buffer.users++;
        return buffer;
    }

    synchronized void release(Shared buffer) {
        if (--buffer.users == 0) {
            shared.remove(buffer.loop);
            buffer.bytes.release();
        }
    }

    /** A loop's buffer. */
    static final class Shared {
        private final EventLoop loop;
        private final ByteBuf bytes = Unpooled.directBuffer(SIZE, SIZE);
        final ByteBuffer view = bytes.internalNioBuffer(0, SIZE).duplicate();
        final long address = bytes.hasMemoryAddress() ? bytes.memoryAddress() : UNKNOWN;
        private int users;

        private Shared(EventLoop loop) {
            this.loop = loop;
        }

        ByteBuf lend(ByteBufAllocator otherwise) {
            return bytes.refCnt() == 1 ? bytes.clear().retain() : otherwise.directBuffer(SIZE, SIZE);
        }
    }
}
