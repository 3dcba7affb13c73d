package io.awd.shell.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A process that wants one place again and again, and dies without a word each time it had it. Silent when all is well. */
final class SocketFileContender {
    private static final int ROUNDS = 100;

    private SocketFileContender() {
    }

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        for (int i = 0; i < ROUNDS; i++) {
            try (ServerSocketChannel channel = SocketFile.bind(path).channel()) {
                Thread.sleep(1);
                if (!reaches(path, channel)) {
                    throw new IllegalStateException("somebody else has the place");
                }
            } catch (AwdException e) {
                if (!e.getMessage().equals("Failed to bind socket: Address already in use")) {
                    throw e;
                }
            }
        }
    }

    /** Whether who connects to the path comes to us. The others' probes come too. */
    private static boolean reaches(Path path, ServerSocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            probe.configureBlocking(false);
            while (true) {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    return false;
                }
                try (accepted) {
                    accepted.write(ByteBuffer.allocate(1));
                } catch (IOException e) {
                    continue;
                }
                if (probe.read(ByteBuffer.allocate(1)) == 1) {
                    return true;
                }
            }
        }
    }
}
