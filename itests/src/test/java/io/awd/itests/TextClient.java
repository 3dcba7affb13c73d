package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.TimeUnit;

/** Somebody who types lines and reads what comes: on a socket, on a pipe or on a terminal. */
final class TextClient implements AutoCloseable {
    private static final long END_SECONDS = 20;

    private interface Ending {
        void run() throws IOException;
    }

    private final Recording recording = new Recording();
    private final OutputStream out;
    private final Ending shutdown;
    private final Ending close;
    private int read;

    private TextClient(InputStream in, OutputStream out, Ending shutdown, Ending close) {
        this.out = out;
        this.shutdown = shutdown;
        this.close = close;
        Thread thread = new Thread(() -> recording.pump(in, OutputStream.nullOutputStream()), "text-client");
        thread.setDaemon(true);
        thread.start();
    }

    static TextClient tcp(String host, int port) throws IOException {
        return of(SocketChannel.open(new InetSocketAddress(InetAddress.getByName(host), port)));
    }

    static TextClient unix(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        return of(channel);
    }

    private static TextClient of(SocketChannel channel) {
        // streams that share nothing: those of Channels would let a pending read hold up a write
        return new TextClient(new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return channel.read(ByteBuffer.wrap(bytes, from, length));
            }
        }, new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }, channel::shutdownOutput, channel::close);
    }

    /** The pipes of a process; closing ends the process. */
    static TextClient of(Process process) {
        OutputStream in = process.getOutputStream();
        return new TextClient(process.getInputStream(), in, in::close, () -> stop(process));
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not stop: " + process.info());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    void type(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be typed. */
    void shutdown() {
        try {
            shutdown.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that came so far. */
    String text() {
        return new String(recording.bytes(), StandardCharsets.UTF_8);
    }

    /** Whether it comes within so many ms; nothing counts as read by that. */
    boolean receives(String mark, int millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!text().substring(read).contains(mark) && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
        return text().substring(read).contains(mark);
    }

    /** Waits for a mark behind what was read before, and returns all up to its end. */
    String readTo(String mark) {
        Eventually.holds(() -> assertThat(text().substring(read)).contains(mark));
        int end = text().indexOf(mark, read) + mark.length();
        String found = text().substring(read, end);
        read = end;
        return found;
    }

    /** Waits for the end of the stream and returns what was not read yet. */
    String readToEnd() {
        Eventually.holds(() -> assertThat(recording.ended()).as("the end; so far: %s", text().substring(read)).isTrue());
        String found = text().substring(read);
        read += found.length();
        return found;
    }

    @Override
    public void close() {
        try {
            close.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
