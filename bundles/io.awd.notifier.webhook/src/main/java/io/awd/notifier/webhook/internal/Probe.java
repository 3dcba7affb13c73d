package io.awd.notifier.webhook.internal;

import io.awd.api.notifier.Finding;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Looks at a server without a request: can it be reached, and is it who it should be? Blocks its thread. */
final class Probe {
    private static final long FEW_DAYS = 7;
    private final List<Finding> findings = new ArrayList<>();
    private final Target target;
    private final Trust trust;
    private final int millis;
    private Optional<String> obstacle = Optional.empty();
    private Optional<Long> days = Optional.empty();

    /**
     * What a look brought.
     *
     * @param obstacle why a request could not go out now; empty: it could
     * @param days until the certificate expires; empty: there is none, or none that is trusted
     * @param findings a line for each thing looked at
     */
    record Found(Optional<String> obstacle, Optional<Long> days, List<Finding> findings) {
    }

    private Probe(Target target, Trust trust, long connectMillis) {
        this.target = target;
        this.trust = trust;
        this.millis = (int) Math.min(connectMillis, Integer.MAX_VALUE);
    }

    static Found of(Target target, Trust trust, long connectMillis) {
        Probe probe = new Probe(target, trust, connectMillis);
        probe.look();
        return new Found(probe.obstacle, probe.days, List.copyOf(probe.findings));
    }

    private void look() {
        // a read's own limit would let a server that sends a byte now and then hold us for ever
        CompletableFuture<Void> limit = new CompletableFuture<Void>().completeOnTimeout(null, 2L * millis, TimeUnit.MILLISECONDS);
        try (Socket socket = new Socket()) {
            limit.thenRun(() -> close(socket));
            if (connected(socket) && target.tls()) {
                handshake(socket);
            }
        } catch (IOException e) {
            bad("cannot connect to " + target.where() + ": " + Text.of(e));
        } finally {
            limit.cancel(false);
        }
    }

    private boolean connected(Socket socket) throws IOException {
        InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
        if (address.isUnresolved()) {
            bad("cannot resolve " + target.host());
            return false;
        }
        socket.connect(address, millis);
        good("connected to " + target.where() + (target.tls() ? "" : ", without TLS"));
        return true;
    }

    private void handshake(Socket plain) {
        try (SSLSocket socket = (SSLSocket) trust.context().getSocketFactory().createSocket(plain, target.host(), target.port(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(millis);
            socket.startHandshake();
            certificate(socket.getSession().getProtocol(), (X509Certificate) socket.getSession().getPeerCertificates()[0]);
        } catch (IOException | GeneralSecurityException e) {
            if (days.isEmpty()) {
                bad(Text.refusal(e).orElseGet(() -> "TLS with " + target.where() + " failed: " + Text.of(e)));
            }
        }
    }

    private void certificate(String protocol, X509Certificate certificate) {
        long left = ChronoUnit.DAYS.between(Instant.now(), certificate.getNotAfter().toInstant());
        days = Optional.of(left);
        findings.add(new Finding(0, left >= FEW_DAYS, protocol + ", certificate of " + Text.of(certificate.getSubjectX500Principal().getName(), 200)
                + " expires in " + left + " days"));
    }

    private void good(String text) {
        findings.add(new Finding(0, true, text));
    }

    private void bad(String text) {
        findings.add(new Finding(0, false, text));
        obstacle = Optional.of(text);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is as good as closed
        }
    }
}
