package io.awd.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The other end of the socket. Reads block; the tests have a time limit. */
final class Client implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    Client(Path path) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    static String once(Path path, String line) throws IOException {
        try (Client client = new Client(path)) {
            client.send("\0" + line + "\n");
            return client.toEnd();
        }
    }

    void send(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** All that comes up to and with this text; taken off. */
    String until(String text) throws IOException {
        while (!received.toString(StandardCharsets.UTF_8).endsWith(text)) {
            if (!read()) {
                throw new IOException("ended after: " + received.toString(StandardCharsets.UTF_8));
            }
        }
        String all = received.toString(StandardCharsets.UTF_8);
        received.reset();
        return all;
    }

    String toEnd() throws IOException {
        while (read()) {
            continue;
        }
        return received.toString(StandardCharsets.UTF_8);
    }

    private boolean read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        int n = channel.read(buffer);
        received.write(buffer.array(), 0, Math.max(n, 0));
        return n >= 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
