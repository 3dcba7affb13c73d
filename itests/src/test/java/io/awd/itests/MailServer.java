package io.awd.itests;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An SMTP server on 127.0.0.1 that insists on STARTTLS and a login, and keeps the mails. Its certificate is its own. */
final class MailServer implements AutoCloseable {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final List<String> mails = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final SSLContext context;
    private final Path certificate;
    private final String login;

    /** @param login USER:PASSWORD */
    MailServer(Path folder, String login) throws IOException {
        this.login = login;
        this.certificate = folder.resolve("mail.pem");
        try {
            KeyStore keys = keys(folder.resolve("mail.p12"));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, STORE_PASSWORD);
            context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(keys.getCertificate("mail").getEncoded())
                    + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IOException(e);
        }
        thread(this::listen);
    }

    private static KeyStore keys(Path store) throws IOException, GeneralSecurityException, InterruptedException {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "mail",
                "-keyalg", "EC", "-dname", "CN=mail", "-ext", "san=ip:127.0.0.1", "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(),
                "-storepass", String.valueOf(STORE_PASSWORD)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        return keys;
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** For {@code tls_ca}. */
    Path certificate() {
        return certificate;
    }

    /** All mails so far: the recipients' addresses in one line, then the text. */
    List<String> mails() {
        return mails;
    }

    private void listen() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                thread(() -> {
                    try (socket) {
                        converse(socket);
                    } catch (IOException e) {
                        // the client has gone
                    }
                });
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void converse(Socket plain) throws IOException {
        Socket socket = plain;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        boolean known = false;
        StringBuilder recipients = new StringBuilder();
        say(out, "220 mail ESMTP");
        while (true) {
            String command = line(in);
            if (command.startsWith("EHLO")) {
                say(out, socket == plain ? "250-mail\r\n250 STARTTLS" : "250-mail\r\n250 AUTH PLAIN");
            } else if (command.equals("STARTTLS")) {
                say(out, "220 go ahead");
                SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
                secure.setUseClientMode(false);
                socket = secure;
                in = new BufferedInputStream(socket.getInputStream());
                out = socket.getOutputStream();
            } else if (command.startsWith("AUTH PLAIN ") && socket != plain) {
                String given = new String(Base64.getDecoder().decode(command.substring(11)), StandardCharsets.UTF_8);
                known = given.replaceFirst("^[^\0]*\0", "").replace('\0', ':').equals(login);
                say(out, known ? "235 2.7.0 welcome" : "535 5.7.8 who are you?");
            } else if (command.startsWith("QUIT")) {
                say(out, "221 bye");
                return;
            } else if (!known) {
                say(out, "530 5.7.0 log in first");
            } else if (command.equals("DATA")) {
                say(out, "354 go ahead");
                mails.add(recipients.toString().strip() + "\n" + text(in));
                say(out, "250 2.0.0 queued");
            } else {
                recipients.append(command.startsWith("RCPT TO:") ? command.substring(9, command.length() - 1) + " " : "");
                say(out, "250 ok");
            }
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                throw new IOException("the client has gone");
            }
            bytes.write(one);
        }
        return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static String text(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = line(in); !line.equals("."); line = line(in)) {
            text.append(line.startsWith("..") ? line.substring(1) : line).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
