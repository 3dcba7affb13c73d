package io.awd.itests;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Whom a notifier speaks to. It comes and goes on one port, keeps what it was told to do, and answers to that only as often as it is allowed to. */
final class HeldPeer implements KillMatrixIT.Peer {
    /** What it speaks. */
    enum Speech { RAW, HMP, QMP, SMTP, HTTP }

    private final Speech speech;
    private final int port = SocketTable.freePort();
    private final List<String> got = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private Optional<ServerSocket> listener = Optional.empty();
    private volatile Semaphore answers = new Semaphore(0);
    private volatile boolean half;

    HeldPeer(Speech speech) {
        this.speech = speech;
    }

    @Override
    public String place() {
        return String.valueOf(port);
    }

    /** What it was told to do, since {@link #forget}. */
    @Override
    public List<String> got() {
        return got;
    }

    @Override
    public void forget() {
        got.clear();
    }

    /** From now on it answers so often, and then holds its answers back. */
    @Override
    public void answers(int times) {
        answers = new Semaphore(times);
    }

    /** What is held back is answered, and all that follows. */
    @Override
    public void release() {
        answers.release(1_000_000);
    }

    /** It is there. Somebody's outgoing connection may have had the port meanwhile. */
    @Override
    public void come() {
        Eventually.holds(() -> {
            listen();
            return true;
        });
    }

    private synchronized void listen() throws IOException {
        if (listener.isEmpty()) {
            ServerSocket made = new ServerSocket();
            made.setReuseAddress(true);
            made.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 50);
            listener = Optional.of(made);
            daemon(() -> accept(made));
        }
    }

    /** It is gone, with its connections. */
    @Override
    public synchronized void go() {
        try {
            if (listener.isPresent()) {
                listener.get().close();
                listener = Optional.empty();
            }
            for (Socket socket : open) {
                socket.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "held-peer");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket socket = from.accept();
                open.add(socket);
                daemon(() -> converse(socket));
            }
        } catch (IOException e) {
            // it is gone
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            switch (speech) {
                case RAW -> raw(in);
                case HMP -> human(in, out);
                case QMP -> qmp(in, out);
                case SMTP -> mail(in, out);
                case HTTP -> http(in, out);
            }
        } catch (IOException e) {
            // the other side or this one has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void readsHalf(boolean only) {
        half = only;
    }

    /** Where half of what it is told to do has come. */
    private void half() throws IOException, InterruptedException {
        if (half) {
            told("half");
            throw new EOFException("it goes without having read the rest");
        }
    }

    private void told(String what) throws InterruptedException {
        Semaphore now = answers;
        got.add(what);
        now.acquire();
    }

    private void raw(InputStream in) throws IOException, InterruptedException {
        while (true) {
            String line = line(in);
            half();
            got.add(line);
        }
    }

    private void human(InputStream in, OutputStream out) throws IOException, InterruptedException {
        say(out, "QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ");
        while (true) {
            String line = line(in);
            if (!line.isEmpty()) {
                told(line);
            }
            say(out, line + "\r\n(qemu) ");
        }
    }

    private void qmp(InputStream in, OutputStream out) throws IOException, InterruptedException {
        say(out, "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"\"}, \"capabilities\": []}}\r\n");
        while (true) {
            // a command ends with its brace
            JsonObject command = JsonParser.parseString(object(in)).getAsJsonObject();
            String name = command.get("execute").getAsString();
            if (!name.equals("qmp_capabilities") && !name.equals("query-status")) {
                told(name);
            }
            String value = name.equals("query-status") ? "{\"status\": \"running\", \"singlestep\": false, \"running\": true}" : "{}";
            say(out, "{\"return\": " + value + ", \"id\": " + command.get("id") + "}\r\n");
        }
    }

    private void mail(InputStream in, OutputStream out) throws IOException, InterruptedException {
        say(out, "220 held\r\n");
        while (true) {
            String line = line(in);
            if (line.equals("DATA")) {
                say(out, "354 go ahead\r\n");
                line(in);
                half();
                while (!line.equals(".")) {
                    line = line(in);
                }
                told("mail");
            }
            say(out, line.startsWith("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
        }
    }

    private void http(InputStream in, OutputStream out) throws IOException, InterruptedException {
        while (true) {
            int length = 0;
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                length = line.toLowerCase().startsWith("content-length:") ? Integer.parseInt(line.substring(15).strip()) : length;
            }
            in.readNBytes(length / 2);
            half();
            in.readNBytes(length - length / 2);
            told("post");
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private String line(InputStream in) throws IOException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            bytes.write(some(one));
            if (speech == Speech.HMP && bytes.size() == 2) {
                half();
            }
        }
        return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private String object(InputStream in) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        do {
            int one = some(in.read());
            depth += one == '{' ? 1 : one == '}' ? -1 : 0;
            text.append((char) one);
            if (text.length() == 5) {
                half();
            }
        } while (depth > 0 || !text.toString().contains("{"));
        return text.toString();
    }

    private static int some(int read) throws IOException {
        if (read < 0) {
            throw new EOFException();
        }
        return read;
    }

    @Override
    public void close() {
        go();
        release();
    }
}
