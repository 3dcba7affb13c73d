package io.awd.shell.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.CommandProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions on a unix socket, each on a daemon thread of its own. A client has three ways to speak:
 * <ul>
 * <li><b>One command</b> ({@code awd-shell PATH -c COMMAND}): the client sends NUL, the command line in UTF-8 and LF, at once after connecting. What
 * comes back up to the end of the stream is the output and the result (or the error), a NUL, and {@code 0} for success or {@code 1}. A stream
 * that ends without the last two bytes was cut off.</li>
 * <li><b>On a terminal</b>: first SOH (1), then each key as it is typed; what is to be seen comes back, Tab completes.</li>
 * <li><b>Interactive</b>: any other first byte, or nothing for {@value #PATIENCE_MILLIS} ms. A greeting and a prompt, then lines and answers,
 * until the client shuts down its output or says {@code exit}.</li>
 * </ul>
 */
final class SocketDoor implements Door {
    static final int MAX_SESSIONS = 16;
    private static final Logger LOG = LoggerFactory.getLogger(SocketDoor.class);
    private static final int TERMINAL = 1;
    private static final long PATIENCE_MILLIS = 100;
    private static final long CLOSE_MILLIS = 500;
    private static final long RETRY_MILLIS = 1000;
    private final String id;
    private final SocketFile socket;
    private final CommandProcessor processor;
    private final Completion completion;
    private final String version;
    private final Counts counts;
    private final Set<SocketChannel> clients = new HashSet<>();
    private boolean closed;

    SocketDoor(String id, SocketFile socket, CommandProcessor processor, Completion completion, String version, Counts counts) {
        this.id = id;
        this.socket = socket;
        this.processor = processor;
        this.completion = completion;
        this.version = version;
        this.counts = counts;
        start("awd-shell-" + id, this::accept);
    }

    @Override
    public String filename() {
        return socket.filename();
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (socket.channel().isOpen()) {
            try {
                admit(socket.channel().accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("shell {}: a client could not be accepted", id, e);
                rest();
            }
        }
    }

    /** The usual reason is that no file descriptors are left: waiting is all that helps. */
    private synchronized void rest() {
        try {
            if (!closed) {
                wait(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void admit(SocketChannel client) throws IOException {
        if (closed || clients.size() >= MAX_SESSIONS) {
            String refusal = "Error: too many sessions (" + MAX_SESSIONS + ")\n";
            try (client) {
                client.write(ByteBuffer.wrap(refusal.getBytes(StandardCharsets.UTF_8)));
            }
            return;
        }
        clients.add(client);
        counts.began();
        start("awd-shell-" + id + "-" + counts.sessions.get(), () -> serve(client));
    }

    private void serve(SocketChannel client) {
        try (client) {
            converse(client);
        } catch (IOException e) {
            LOG.debug("shell {}: a session ended: {}", id, e.toString());
        } catch (RuntimeException e) {
            LOG.warn("shell {}: a session failed", id, e);
        } finally {
            left(client);
        }
    }

    private synchronized void left(SocketChannel client) {
        clients.remove(client);
        counts.ended();
        notifyAll();
    }

    private void converse(SocketChannel client) throws IOException {
        PushbackInputStream in = new PushbackInputStream(ChannelStreams.input(client));
        OutputStream out = ChannelStreams.output(client);
        boolean prompt = arrives(client);
        try (Conversation conversation = new Conversation(processor, in, out, counts)) {
            if (!prompt) {
                conversation.greet(version);
            }
            int first = in.read();
            if (first > 0) {
                if (first == TERMINAL) {
                    conversation.edit(completion);
                } else {
                    in.unread(first);
                }
                if (prompt) {
                    conversation.greet(version);
                }
                conversation.run();
            } else if (first == 0) {
                once(conversation, out);
            }
        }
    }

    private static void once(Conversation conversation, OutputStream out) throws IOException {
        Optional<String> line = conversation.readLine();
        if (line.isPresent()) {
            boolean done = conversation.execute(line.get());
            out.write(new byte[] {0, (byte) (done ? '0' : '1')});
        }
    }

    private static boolean arrives(SocketChannel client) throws IOException {
        client.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            client.register(selector, SelectionKey.OP_READ);
            return selector.select(PATIENCE_MILLIS) > 0;
        } finally {
            client.configureBlocking(true);
        }
    }

    /** Sessions see the end of their input, so the answer of a command that is running (it may be the one that ends us) still goes out. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("shell {}: {} could not be removed", id, filename(), e);
        }
        endSessions();
    }

    private synchronized void endSessions() {
        clients.forEach(client -> quietly(client::shutdownInput));
        try {
            long end = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
            for (long left = CLOSE_MILLIS; left > 0 && !clients.isEmpty(); left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.forEach(client -> quietly(client::close));
    }

    private interface Ending {
        void run() throws IOException;
    }

    private void quietly(Ending ending) {
        try {
            ending.run();
        } catch (IOException e) {
            LOG.debug("shell {}: a session was gone already: {}", id, e.toString());
        }
    }
}
