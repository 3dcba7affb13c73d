package io.awd.notifier.mail.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server on 127.0.0.1 that does what it is told at each stage, and writes down what a client does against the rules. Commands before a stage are
 * answered as they should be.
 */
final class StrictServer implements AutoCloseable {
    /** Hangs from there on. */
    static final String HANG = "HANG";
    /** Closes hard, so that the client sees a reset. */
    static final String RESET = "RESET";
    /** Closes in good order. */
    static final String END = "END";
    /** Never stops talking. */
    static final String FLOOD = "FLOOD";
    final List<String> mails = new CopyOnWriteArrayList<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();
    /** After so many the rest of a connection is refused. */
    volatile int mailsOfAConnection = Integer.MAX_VALUE;
    /** By verb; {@code CONNECT} for the greeting, {@code .} for the end of a mail, {@code TLS} for the handshake, {@code RCPT a@b} for one recipient. */
    final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final Thread listening;
    private final Optional<SSLContext> tls;
    private final boolean atOnce;
    private final Optional<String> login;

    /**
     * @param tls offers STARTTLS with it, or encrypts at once
     * @param atOnce whether the latter
     * @param login USER:PASSWORD that it insists on
     */
    StrictServer(Optional<SSLContext> tls, boolean atOnce, Optional<String> login) throws IOException {
        this.tls = tls;
        this.atOnce = atOnce;
        this.login = login;
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        listening = thread(this::listen);
    }

    static StrictServer plain() throws IOException {
        return new StrictServer(Optional.empty(), false, Optional.empty());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "strict-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int port() {
        return listener.getLocalPort();
    }

    long connections() {
        return commands.stream().filter("CONNECT"::equals).count();
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                thread(() -> {
                    try (Talk talk = new Talk(socket)) {
                        talk.run();
                    } catch (IOException e) {
                        // the client has gone
                    }
                });
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            // until then the kernel may take connections
            listening.join(10_000);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One client. */
    private final class Talk implements AutoCloseable {
        private final Socket raw;
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private boolean secure;
        private boolean known = login.isEmpty();
        private int recipients;
        private boolean sender;
        private int taken;

        Talk(Socket raw) throws IOException {
            this.raw = raw;
            use(raw);
        }

        private void use(Socket now) throws IOException {
            socket = now;
            in = new BufferedInputStream(now.getInputStream());
            out = now.getOutputStream();
        }

        private void secure() throws IOException {
            if (answers.containsKey("TLS")) {
                answer("TLS", HANG);
            }
            SSLSocket made = (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(raw, "127.0.0.1", raw.getPort(), true);
            made.setUseClientMode(false);
            made.startHandshake();
            secure = true;
            use(made);
        }

        /** Answers as it was told to, else with what is usual; whether that was good. */
        private boolean answer(String stage, String usual) throws IOException {
            String answer = answers.getOrDefault(stage, usual);
            if (answer.equals(RESET) || answer.equals(END)) {
                raw.setSoLinger(answer.equals(RESET), 0);
                raw.close();
                throw new IOException("reset");
            }
            if (answer.equals(HANG)) {
                commands.add(HANG);
            }
            while (answer.equals(HANG) || answer.equals(FLOOD)) {
                if (answer.equals(HANG) && in.read() < 0) {
                    throw new IOException("the client has gone");
                } else if (answer.equals(FLOOD)) {
                    out.write("220-flood ".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
                }
            }
            out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return answer.startsWith("2") || answer.startsWith("3");
        }

        private String line() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int before = -1;
            for (int one = in.read(); one >= 0; one = in.read()) {
                if (one == '\n') {
                    if (before != '\r') {
                        violations.add("a bare newline after " + bytes);
                    }
                    return bytes.toString(StandardCharsets.UTF_8).replaceAll("\r$", "");
                }
                bytes.write(one);
                before = one;
            }
            throw new IOException("the client has gone");
        }

        private void rule(boolean kept, String text) {
            if (!kept) {
                violations.add(text);
            }
        }

        void run() throws IOException {
            commands.add("CONNECT");
            if (atOnce) {
                secure();
            }
            answer("CONNECT", "220 strict ESMTP");
            while (true) {
                String command = line();
                String verb = command.split(" ")[0].toUpperCase(Locale.ROOT);
                commands.add(verb.equals("AUTH") ? "AUTH" : command);
                switch (verb) {
                    case "EHLO" -> answer(verb, "250-strict" + (tls.isPresent() && !secure ? "\r\n250-STARTTLS" : "")
                            + (login.isPresent() ? "\r\n250-AUTH LOGIN PLAIN" : "") + "\r\n250 8BITMIME");
                    case "STARTTLS" -> {
                        if (answer(verb, "220 go ahead")) {
                            secure();
                        }
                    }
                    case "AUTH" -> login(command);
                    case "MAIL" -> {
                        rule(known, "MAIL without a login");
                        sender = answer(verb, taken < mailsOfAConnection ? "250 2.1.0 sender ok" : "421 4.7.0 enough");
                    }
                    case "RCPT" -> {
                        rule(sender, "RCPT without a sender");
                        String address = command.replaceAll(".*<(.*)>.*", "$1");
                        recipients += answer(answers.containsKey("RCPT " + address) ? "RCPT " + address : verb, "250 2.1.5 recipient ok") ? 1 : 0;
                    }
                    case "DATA" -> data();
                    case "RSET" -> reset(answer(verb, "250 2.0.0 flushed"));
                    case "QUIT" -> {
                        answer(verb, "221 2.0.0 bye");
                        return;
                    }
                    default -> answer(verb, "500 5.5.1 what?");
                }
            }
        }

        private void reset(boolean done) {
            sender = !done;
            recipients = 0;
        }

        private void login(String command) throws IOException {
            rule(tls.isEmpty() || secure, "a login in plain text");
            String given;
            if (command.startsWith("AUTH PLAIN")) {
                given = decoded(command.substring("AUTH PLAIN".length()).strip()).replaceFirst("^[^\0]*\0", "").replace('\0', ':');
            } else {
                String user = command.substring("AUTH LOGIN".length()).strip();
                if (user.isEmpty()) {
                    answer("AUTH LOGIN", "334 VXNlcm5hbWU6");
                    user = line();
                }
                answer("AUTH LOGIN", "334 UGFzc3dvcmQ6");
                given = decoded(user) + ":" + decoded(line());
            }
            known = given.equals(login.orElseThrow());
            answer("AUTH", known ? "235 2.7.0 welcome" : "535 5.7.8 wrong password");
        }

        private String decoded(String base64) {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        }

        private void data() throws IOException {
            rule(recipients > 0, "DATA without a recipient");
            if (!answer("DATA", "354 go ahead")) {
                return;
            }
            StringBuilder mail = new StringBuilder();
            for (String line = line(); !line.equals("."); line = line()) {
                rule(line.length() <= 998, "a line of " + line.length());
                mail.append(line.startsWith("..") ? line.substring(1) : line).append('\n');
            }
            commands.add(".");
            taken++;
            if (!answers.getOrDefault(".", "2").startsWith("4") && !answers.getOrDefault(".", "2").startsWith("5")) {
                mails.add(mail.toString());
            }
            answer(".", "250 2.0.0 queued as 4711");
            reset(true);
        }

        @Override
        public void close() throws IOException {
            socket.close();
            raw.close();
        }
    }
}
