package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An HTTPS server of 127.0.0.1 with a certificate of its own, that answers, resets or hangs as it is told, and keeps what it was sent. */
final class HookServer implements AutoCloseable {
    /** What it does with a request. */
    enum Manner { ANSWER, RESET, HANG }

    /** One request. */
    record Request(String head, String body) {
        String header(String name) {
            Matcher found = Pattern.compile("(?im)^" + name + ": (.*)$").matcher(head);
            assertThat(found.find()).as("%s in %s", name, head).isTrue();
            return found.group(1).strip();
        }

        JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }
    }

    private static final String PASSWORD = "changeit";
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Path pem;
    private final SSLContext tls;
    private final ServerSocket listener;
    private final Manner manner;
    private final int status;

    private HookServer(Path folder, Manner manner, int status) throws IOException, GeneralSecurityException {
        this.pem = folder.resolve("hook.pem");
        this.tls = certificate(folder);
        this.manner = manner;
        this.status = status;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        daemon(this::accept);
    }

    static HookServer answering(Path folder, int status) throws IOException, GeneralSecurityException {
        return new HookServer(folder, Manner.ANSWER, status);
    }

    static HookServer of(Path folder, Manner manner) throws IOException, GeneralSecurityException {
        return new HookServer(folder, manner, 200);
    }

    private SSLContext certificate(Path folder) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("hook.p12");
        keytool(folder, "-genkeypair", "-alias", "hook", "-keyalg", "EC", "-dname", "CN=hook", "-ext", "SAN=ip:127.0.0.1", "-keystore", store.toString());
        keytool(folder, "-exportcert", "-rfc", "-alias", "hook", "-file", pem.toString(), "-keystore", store.toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Awd.Result result = Awd.command(folder, command);
        assertThat(result.status()).as(result.out()).isZero();
    }

    /** The definition of a notifier that posts here. */
    String notifier(String id, String more) {
        return "notifier-webhook,id=" + id + ",url=https://127.0.0.1:" + listener.getLocalPort() + "/awd,tls_ca=" + pem + more;
    }

    List<Request> requests() {
        return requests;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "hook-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private void serve(Socket plain) {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
            socket.setUseClientMode(false);
            Optional<Request> request = read(socket.getInputStream());
            if (request.isPresent()) {
                requests.add(request.get());
                answer(plain, socket.getOutputStream());
            }
        } catch (IOException e) {
            // a look at the certificate, without a request
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(Socket plain, OutputStream out) throws IOException, InterruptedException {
        switch (manner) {
            case ANSWER -> {
                out.write(("HTTP/1.1 " + status + " X\r\nContent-Length: 6\r\n\r\nanswer").getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            case RESET -> {
                plain.setSoLinger(true, 0);
                plain.close();
            }
            case HANG -> over.await();
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
        Request request = new Request(head.toString(), "");
        byte[] body = in.readNBytes(Integer.parseInt(request.header("content-length")));
        return Optional.of(new Request(request.head(), new String(body, StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        over.countDown();
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
