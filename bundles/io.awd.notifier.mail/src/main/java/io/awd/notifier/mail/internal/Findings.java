package io.awd.notifier.mail.internal;

import io.awd.api.notifier.Finding;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What a dry run has found so far. Any thread. */
final class Findings {
    private final Server server;
    private final List<Finding> all = new ArrayList<>();

    Findings(Server server) {
        this.server = server;
    }

    /** Server, encryption and login are good. */
    synchronized void connected(Conversation conversation) {
        add(true, "connected to " + server.where());
        Optional<SSLSession> session = conversation.security();
        add(session.isPresent() || server.tls() == MailProperties.Tls.NONE, session.map(Findings::tls).orElse("TLS: none"));
        add(true, server.username().map(name -> "logged in as " + name).orElse("no login wanted"));
    }

    private static String tls(SSLSession session) {
        return "TLS: " + session.getProtocol() + certificate(session).map(own -> ", certificate of " + own.getSubjectX500Principal() + " until "
                + own.getNotAfter().toInstant().atOffset(ZoneOffset.UTC).toLocalDate()).orElse("");
    }

    private static Optional<X509Certificate> certificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /** What the server thinks of an address. */
    synchronized void opinion(Conversation.Opinion opinion) {
        add(opinion.good(), opinion.text());
    }

    private void add(boolean good, String text) {
        all.add(new Finding(0, good, Line.of(text)));
    }

    /** All of it, and why it ended early. */
    synchronized List<Finding> and(String trouble) {
        add(false, trouble);
        return all();
    }

    synchronized List<Finding> all() {
        return List.copyOf(all);
    }
}
