package io.awd.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A peer that sends awd's pulses at a steady rhythm to a port of 127.0.0.1, connects again when it was cut off, and may be told to be silent. */
final class SteadyPeer implements AutoCloseable {
    private static final int RHYTHM_MILLIS = 100;
    private static final long AGAIN_NANOS = 50_000_000L;
    private static final byte[] PULSE = frame("advanced-watchdog pulse\0");
    private final int port;
    private final Thread thread = new Thread(this::run, "steady-peer");
    private volatile boolean silent;
    private volatile boolean closed;

    private SteadyPeer(int port) {
        this.port = port;
    }

    static SteadyPeer to(int port) {
        SteadyPeer peer = new SteadyPeer(port);
        peer.thread.setDaemon(true);
        peer.thread.start();
        return peer;
    }

    private static byte[] frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
    }

    /** Stays connected, reads, and sends nothing. */
    void silence() {
        silent = true;
    }

    void speak() {
        silent = false;
    }

    private void run() {
        while (!closed) {
            try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
                converse(socket);
            } catch (IOException e) {
                // nobody listens now
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    private void converse(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        long next = System.nanoTime();
        while (!closed) {
            long left = next - System.nanoTime();
            if (left <= 0) {
                if (!silent) {
                    out.write(PULSE);
                }
                next = System.nanoTime() + RHYTHM_MILLIS * 1_000_000L;
                left = RHYTHM_MILLIS * 1_000_000L;
            }
            socket.setSoTimeout((int) (left / 1_000_000L) + 1);
            try {
                if (in.read(buffer) < 0) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // it is time for the next pulse
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
