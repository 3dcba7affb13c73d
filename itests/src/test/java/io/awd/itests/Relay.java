package io.awd.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP listener that keeps what is sent to it and, when it stands in the middle, passes it on both ways. Whom it cannot pass on it sends away. */
final class Relay implements AutoCloseable {
    /** One connection through it. */
    static final class Line {
        private final Recording fromClient = new Recording();
        private final Recording fromServer = new Recording();
        private final Socket client;
        private final Socket server;

        private Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        Recording fromClient() {
            return fromClient;
        }

        Recording fromServer() {
            return fromServer;
        }

        OutputStream toClient() throws IOException {
            return client.getOutputStream();
        }

        void close() {
            quietly(client);
            quietly(server);
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    private Relay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Keeps what comes and answers nothing. */
    static Relay listening(String host) {
        return relaying(host, 0);
    }

    /** Stands before a port of the same address. */
    static Relay relaying(String host, int target) {
        try {
            Relay relay = new Relay(new ServerSocket(0, 16, InetAddress.getByName(host)), target);
            start("relay", relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** All connections that there were, in their order. */
    List<Line> lines() {
        return lines;
    }

    /** The newest connection. */
    Line last() {
        if (lines.isEmpty()) {
            throw new AssertionError("nobody has connected to port " + port());
        }
        return lines.get(lines.size() - 1);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                take(listener.accept());
            } catch (IOException e) {
                // the listener is closed, or this one client is gone already
            }
        }
    }

    private void take(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        if (target == 0) {
            Line line = new Line(client, null);
            lines.add(line);
            start("record", () -> line.fromClient.pump(input(client), OutputStream.nullOutputStream()));
            return;
        }
        Socket server;
        try {
            server = new Socket(listener.getInetAddress(), target);
        } catch (IOException e) {
            client.close();
            return;
        }
        server.setTcpNoDelay(true);
        Line line = new Line(client, server);
        lines.add(line);
        start("to-server", () -> pump(line, line.fromClient, client, server));
        start("to-client", () -> pump(line, line.fromServer, server, client));
    }

    private static void pump(Line line, Recording recording, Socket from, Socket to) {
        try {
            recording.pump(input(from), to.getOutputStream());
        } catch (IOException e) {
            // closed meanwhile
        } finally {
            line.close();
        }
    }

    private static InputStream input(Socket socket) {
        try {
            return socket.getInputStream();
        } catch (IOException e) {
            return InputStream.nullInputStream();
        }
    }

    private static void quietly(AutoCloseable each) {
        try {
            if (each != null) {
                each.close();
            }
        } catch (Exception e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        quietly(listener);
        lines.forEach(Line::close);
    }
}
