package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shortest timeout that is promised to work, on whatever machine this runs: the peer watches its own rhythm, so each expiry is held against a gap that the
 * peer itself made. Over a unix socket what is written lies with the daemon when the call returns; over TCP a busy kernel may carry it later.
 */
class TenMillisecondsIT {
    private static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long RHYTHM_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int MESSAGES = 2000;
    @TempDir
    private Path folder;

    /** One that sends in a rhythm, and counts how often it was itself too late. */
    private static final class Peer implements AutoCloseable {
        private final SocketChannel channel;
        private final ByteBuffer sink = ByteBuffer.allocate(4096);
        private int gaps;
        private int sent;

        Peer(Path path) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            channel.configureBlocking(false);
        }

        /** A gap lasts from before a write until after the next: the daemon can see it shorter than that, never longer. */
        void speaks() throws IOException {
            long begun = System.nanoTime();
            send();
            while (sent < MESSAGES) {
                LockSupport.parkNanos(begun + RHYTHM_NANOS - System.nanoTime());
                long before = System.nanoTime();
                send();
                if (System.nanoTime() - begun >= TIMEOUT_NANOS) {
                    gaps++;
                }
                begun = before;
                sink.clear();
                channel.read(sink);
            }
        }

        private void send() throws IOException {
            assertThat(channel.write(ByteBuffer.wrap(Frames.PULSE))).isEqualTo(Frames.PULSE.length);
            sent++;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void onlyASilenceOfThePeerIsAnExpiry() throws Exception {
        Path path = folder.resolve("path");
        Watched watched = Watched.in(folder).option("-chardev", "socket,id=on-fast,server=on,wait=off,path=" + path);
        watched.option("-object", "advanced-watchdog,id=fast,server=on,awd_node=on-fast,notification_node=fired,opt_script=" + watched.script("fast")
                + ",pulse_interval=5,timeout=10");
        try (Awd awd = watched.start(); Peer peer = new Peer(path)) {
            ShellSocket shell = ShellSocket.of(awd);
            peer.speaks();

            // and now it is silent
            Watched.reaches(shell, "fast", "expired");
            assertThat(shell.number("fast", "messages")).isEqualTo(MESSAGES);
            assertThat(shell.number("fast", "expiries")).as("the peer made %d gaps of its own and fell silent; %s", peer.gaps, awd.log())
                    .isBetween(1L, 1L + peer.gaps);
            Eventually.holds(() -> assertThat(watched.fired()).isNotEmpty().containsOnly("fast"));
            long recoveries = shell.number("fast", "recoveries");
            assertThat(shell.number("fast", "expiries")).isEqualTo(recoveries + 1);
        }
    }
}
