package io.awd.notifier.webhook.internal;

import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust, and the HTTP client that does. A client has a thread of its own, and cannot be closed before Java 21 but by letting go of it:
 * so there is one for all webhooks that trust the same, made with the first request. Any thread.
 */
final class Trust {
    /**
     * The client reads these once in the life of a process. A kept connection would be a risk only: whether the server still listens on it shows
     * after the request went out. And a connection that failed is not tried behind our back.
     */
    private static final Map<String, String> CLIENT = Map.of("jdk.httpclient.keepalive.timeout", "0", "jdk.httpclient.allowRestrictedHeaders", "connection",
            "jdk.httpclient.disableRetryConnect", "true");
    private final List<Certificate> certificates;
    private Optional<SSLContext> context = Optional.empty();
    private Optional<HttpClient> client = Optional.empty();

    /** @param certificates none: Java's own */
    Trust(List<Certificate> certificates) {
        this.certificates = certificates;
    }

    synchronized SSLContext context() throws GeneralSecurityException, IOException {
        if (context.isEmpty()) {
            context = Optional.of(certificates.isEmpty() ? SSLContext.getDefault() : own());
        }
        return context.get();
    }

    private SSLContext own() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : certificates) {
            store.setCertificateEntry(String.valueOf(store.size()), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext own = SSLContext.getInstance("TLS");
        own.init(null, factory.getTrustManagers(), null);
        return own;
    }

    /** Verifies certificate and host name; follows no redirect, goes through no proxy. */
    synchronized HttpClient client() throws GeneralSecurityException, IOException {
        if (client.isEmpty()) {
            CLIENT.forEach((name, value) -> {
                if (System.getProperty(name) == null) {
                    System.setProperty(name, value);
                }
            });
            client = Optional.of(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY).sslContext(context()).build());
        }
        return client.get();
    }
}
