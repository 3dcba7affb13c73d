package io.awd.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The client of {@code -shell PATH}. A command of {@code -c} goes out behind a NUL byte; its output comes back, then NUL and the digit 0 or 1.
 * Without {@code -c} what is typed goes there and what comes back is shown, until either side ends; from a terminal each key at once, behind a byte
 * SOH, so that the shell can complete a word.
 */
public final class ShellClient {
    private static final String USAGE = "usage: awd-shell PATH [-c COMMAND]";

    private ShellClient() {
    }

    /** @param arguments the socket's path, then perhaps -c and a command */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        if (given.contains("-h") || given.contains("-help") || given.contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        boolean command = given.size() == 3 && given.get(1).equals("-c");
        if (!command && given.size() != 1) {
            System.err.println("awd-shell: " + USAGE);
            System.exit(1);
        }
        System.exit(connect(given.get(0), command ? given.get(2) : null));
    }

    private static int connect(String path, String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            return command == null ? session(channel) : once(channel, command);
        } catch (IOException | RuntimeException e) {
            System.err.println("awd-shell: " + path + ": " + e.getMessage());
            return 1;
        }
    }

    private static int once(SocketChannel channel, String command) throws IOException {
        send(channel, ("\0" + command.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] all = readAll(channel);
        if (all.length < 2 || all[all.length - 2] != 0) {
            System.out.write(all);
            System.out.flush();
            System.err.println("awd-shell: the shell ended before the command did");
            return 1;
        }
        int status = all[all.length - 1] == '0' ? 0 : 1;
        PrintStream out = status == 0 ? System.out : System.err;
        out.write(all, 0, all.length - 2);
        if (all.length > 2 && all[all.length - 3] != '\n') {
            out.println();
        }
        out.flush();
        return status;
    }

    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }

    private static int session(SocketChannel channel) throws IOException {
        Optional<RawTerminal> terminal = RawTerminal.open();
        if (terminal.isPresent()) {
            // an interrupt ends this process, too, and the session with it
            Runtime.getRuntime().addShutdownHook(new Thread(terminal.get()::close, "terminal"));
            send(channel, new byte[] {1});
        }
        Thread typed = new Thread(() -> type(channel), "typed");
        typed.setDaemon(true);
        typed.start();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            System.out.write(buffer.array(), 0, buffer.position());
            System.out.flush();
            buffer.clear();
        }
        return 0;
    }

    private static void type(SocketChannel channel) {
        byte[] buffer = new byte[4096];
        InputStream in = System.in;
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                send(channel, Arrays.copyOf(buffer, n));
            }
            channel.shutdownOutput();
        } catch (IOException e) {
            // the session is over; the reading side says so
        }
    }
}
