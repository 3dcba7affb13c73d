package io.awd.notifier.webhook.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An HTTP server on loopback that does to each connection what the test says, and keeps all requests. */
final class Server implements AutoCloseable {
    /** A request as it came. */
    record Request(String line, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** What is done with the number-th request, from 1. */
    interface Behaviour {
        void answer(int number, OutputStream out, Socket socket) throws IOException, InterruptedException;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    /** Connections whose end was seen. */
    final AtomicInteger ended = new AtomicInteger();
    /** Closed: connections are accepted, but no handshake begins. */
    volatile CountDownLatch handshakes = new CountDownLatch(0);
    private final ServerSocket listener;
    private final Optional<SSLContext> tls;
    private final Behaviour behaviour;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private Server(Optional<SSLContext> tls, Behaviour behaviour) {
        this.tls = tls;
        this.behaviour = behaviour;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    static Server of(SSLContext tls, Behaviour behaviour) {
        return new Server(Optional.of(tls), behaviour);
    }

    static Server plain(Behaviour behaviour) {
        return new Server(Optional.empty(), behaviour);
    }

    /** Answers and leaves the connection open, as a server that keeps connections. */
    static Behaviour says(int status, String body) {
        return (number, out, socket) -> reply(out, status, body);
    }

    static void reply(OutputStream out, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + " X\r\nContent-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    /** The end of the connection without TLS's goodbye. */
    static Behaviour resets() {
        return (number, out, socket) -> {
            socket.setSoLinger(true, 0);
            socket.close();
        };
    }

    String url(String path) {
        return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + listener.getLocalPort() + path;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private void serve(Socket plain) {
        try {
            handshakes.await();
            Socket socket = plain;
            if (tls.isPresent()) {
                SSLSocket secure = (SSLSocket) tls.get().getSocketFactory().createSocket(plain, null, plain.getPort(), true);
                secure.setUseClientMode(false);
                secure.startHandshake();
                socket = secure;
            }
            InputStream in = socket.getInputStream();
            for (Optional<Request> request = read(in); request.isPresent(); request = read(in)) {
                requests.add(request.get());
                // the reset is the plain socket's: TLS would say goodbye
                behaviour.answer(requests.size(), socket.getOutputStream(), plain);
            }
        } catch (IOException | InterruptedException e) {
            // the test sees what it wants to see
        } finally {
            ended.incrementAndGet();
        }
    }

    private static Optional<Request> read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int c = in.read();
            if (c < 0) {
                return Optional.empty();
            }
            head.append((char) c);
        }
        String[] lines = head.toString().split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return Optional.of(new Request(lines[0], headers, new String(body, StandardCharsets.UTF_8)));
    }

    /** From now on nobody listens; what is open stays so. */
    void refuse() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        handshakes.countDown();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
