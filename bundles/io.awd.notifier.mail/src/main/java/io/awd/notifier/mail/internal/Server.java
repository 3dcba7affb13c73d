package io.awd.notifier.mail.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mail server and how to get in.
 *
 * @param host name or address, as its certificate names it
 * @param port TCP
 * @param tls when the connection is encrypted
 * @param trust for other certificates than Java's
 * @param username who logs in
 * @param timeoutMillis for a connection and each answer
 */
record Server(String host, int port, MailProperties.Tls tls, Optional<SSLSocketFactory> trust, Optional<String> username, int timeoutMillis) {
    /** The name under which this host greets; no resolver is asked. */
    static final String THIS_HOST = thisHost();
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");

    /** @throws AwdException the properties don't fit together, or tls_ca cannot be read */
    static Server of(String id, MailProperties properties) throws AwdException {
        if (!properties.host().matches("[A-Za-z0-9_.:%-]{1,255}")) {
            throw new AwdException("Parameter 'host' does not accept value '" + Line.of(properties.host()) + "' (a host name or an address)");
        }
        if (properties.username().isPresent() != properties.passwordSecret().isPresent()) {
            throw new AwdException("Parameter '" + (properties.username().isPresent() ? "password_secret" : "username") + "' is missing");
        }
        boolean plain = properties.tls() == MailProperties.Tls.NONE;
        if (plain && properties.tlsCa().isPresent()) {
            throw new AwdException("Parameter 'tls_ca' is incompatible with tls=none");
        }
        if (plain && properties.username().isPresent() && !loopback(properties.host())) {
            LOG.warn("{}: with tls=none the password goes to {} in plain text", id, properties.host());
        }
        Optional<SSLSocketFactory> trust = properties.tlsCa().isPresent() ? Optional.of(Trust.in(properties.tlsCa().get())) : Optional.empty();
        return new Server(properties.host(), properties.port().orElse(properties.tls().port()), properties.tls(), trust, properties.username(),
                properties.timeout());
    }

    private static boolean loopback(String host) {
        boolean literal = host.contains(":") || host.matches("[0-9.]+");
        try {
            return host.equals("localhost") || literal && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String thisHost() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** Only when it is needed: it reads all of Java's certificates. */
    SSLSocketFactory tlsSockets() {
        return trust.orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    String where() {
        return host + ":" + port;
    }
}
