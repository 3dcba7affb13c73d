package io.awd.chardev.internal;

import io.awd.api.chardev.Reader;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The way of a message while all is well: it is read, counted and given to its reader. With epoll this stands between the loop and its channel. With
 * thousands of peers in turn each object on the way is one more memory to wait for: those of Netty's channel, its configuration and its pipeline, and also
 * our own. So all that a message needs stands in the fields of this class, which lie side by side. The two numbers are written plainly: an opaque store is a
 * full fence in what the first compiler makes of it, and costs more than the rest of what is done here.
 *
 * <p>Before a read nobody asks whether the channel is still there, and the number of a closed descriptor soon belongs to another one. So a channel whose path
 * is open is closed on its own loop only, where it leaves epoll first; one that is closed from elsewhere was shut on its loop before.
 */
abstract class FastPath extends ChannelInboundHandlerAdapter implements EpollIoHandle {
    private static final VarHandle HEARD;
    private static final VarHandle BYTES_IN;

    static {
        try {
            HEARD = MethodHandles.lookup().findVarHandle(FastPath.class, "heardNanos", long.class);
            BYTES_IN = MethodHandles.lookup().findVarHandle(FastPath.class, "bytesIn", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Whether what comes now is for the reader, and nothing that came before it waits. Opened on the loop, shut by any thread. */
    private volatile boolean open;
    private long heardNanos = System.nanoTime();
    /** Of the whole line. */
    private long bytesIn;
    private Reader reader;
    private Socket socket;
    /** Of the loop that the channel is on. */
    private ReadBuffers.Shared buffer;
    /** With epoll: who handles what is not just a message. */
    private EpollIoHandle behind;

    /** Apart, since it can only be made where there is epoll. */
    private static final class Ready {
        /** A message came, and nothing else. */
        static final int TO_READ = EpollIoOps.EPOLLIN.value();
    }

    /**
     * From here on messages go to a reader. On the loop. Who ends or pauses the reader's attachment sets the mark there and calls {@link #shut} then; so the
     * caller looks at that mark again after this.
     */
    final void open(Reader to) {
        reader = to;
        open = true;
    }

    /** From here on messages go another way. Any thread. */
    final void shut() {
        open = false;
    }

    /** The same, for good: the reader may go where nobody holds it. On the loop. */
    final void forget() {
        shut();
        reader = null;
    }

    /** When the peer was last heard, of {@link System#nanoTime}; any thread. */
    final long heardNanos() {
        return (long) HEARD.getOpaque(this);
    }

    /** Goes on counting from what the line has received before. */
    final void countFrom(long before) {
        bytesIn = before;
    }

    /** What the line has received over all; any thread. */
    final long bytesIn() {
        return (long) BYTES_IN.getOpaque(this);
    }

    /** Where it reads into; null while it is on no loop. */
    final ReadBuffers.Shared buffer() {
        return buffer;
    }

    final void buffer(ReadBuffers.Shared ofLoop) {
        buffer = ofLoop;
    }

    /** Bytes that cannot go to the reader as they come. */
    abstract void detour(ByteBuffer bytes);

    /** The reader threw something. */
    abstract void failed(Throwable cause);

    /** Reading went wrong: it costs this connection, never its loop. */
    abstract void broken(Throwable cause);

    final void standsBefore(EpollIoHandle handle) {
        behind = handle;
        socket = (Socket) handle.fd();
    }

    @Override
    public final FileDescriptor fd() {
        return behind.fd();
    }

    /**
     * Nearly all that happens is that a message has come. What is anything else, or does not end here, goes the channel's usual way: an end, an error, bytes
     * that are not wanted now or that do not fit into the buffer.
     */
    @Override
    public final void handle(IoRegistration registration, IoEvent event) {
        if (!open || ((EpollIoEvent) event).ops().value() != Ready.TO_READ || !read()) {
            behind.handle(registration, event);
        }
    }

    /** @return false: there may be more, or it is the end */
    private boolean read() {
        ReadBuffers.Shared into = buffer;
        if (into.address == ReadBuffers.UNKNOWN) {
            return false;
        }
        try {
            int length = socket.recvAddress(into.address, 0, ReadBuffers.SIZE);
            if (length > 0) {
                received(into.view.limit(length).position(0));
            }
            return length >= 0 && length < ReadBuffers.SIZE;
        } catch (IOException | RuntimeException | Error e) {
            broken(e);
            return true;
        }
    }

    /** Counts what came, however it was read, and gives it on. */
    final void received(ByteBuffer bytes) {
        long now = System.nanoTime();
        heardNanos = now;
        bytesIn += bytes.remaining();
        if (open) {
            try {
                reader.received(bytes.order(ByteOrder.BIG_ENDIAN), now);
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        } else {
            detour(bytes);
        }
    }

    @Override
    public final void registered() {
        behind.registered();
    }

    @Override
    public final void unregistered() {
        behind.unregistered();
    }

    @Override
    public final void close() throws Exception {
        behind.close();
    }
}
