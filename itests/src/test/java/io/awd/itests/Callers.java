package io.awd.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Somebody who listens on a port of 127.0.0.1, takes one connection after the other, each to its end, and says nothing. */
final class Callers implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private final ServerSocket socket;
    private final Thread thread = new Thread(this::serve, "callers");
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private volatile int count;

    private Callers(ServerSocket socket) {
        this.socket = socket;
    }

    static Callers on(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        // the port was given back by another just now
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        Callers callers = new Callers(socket);
        callers.thread.setDaemon(true);
        callers.thread.start();
        return callers;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                count++;
                caller.setSoTimeout(PATIENCE_MILLIS);
                byte[] all = caller.getInputStream().readAllBytes();
                synchronized (heard) {
                    heard.writeBytes(all);
                }
            } catch (IOException e) {
                // closed, or a caller that was cut off
            }
        }
    }

    /** How many called. */
    int count() {
        return count;
    }

    /** All that was said by all of them. */
    byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
