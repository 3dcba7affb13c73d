package io.awd.notifier.webhook.internal;

import io.awd.api.object.Property;
import io.awd.api.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a webhook takes. */
record WebhookProperties(
        @Property(text = "where incidents are posted as JSON: https://…, or http:// to loopback", required = true) String url,
        @Property(text = "header to send with each, NAME: VALUE; passwords belong into secret") List<String> headers,
        @Property(text = "secret object whose text is sent in secret_header, read anew for each request", link = Secret.class) Optional<String> secret,
        @Property(text = "header that carries the secret", defaultValue = "Authorization") String secretHeader,
        @Property(text = "what stands before the secret in its header", defaultValue = "Bearer ") String secretPrefix,
        @Property(text = "PEM file of the certificates to trust instead of Java's own") Optional<Path> tlsCa,
        @Property(text = "allow http:// beyond loopback, where whoever listens reads the incident and the secret", defaultValue = "off") boolean insecure,
        @Property(text = "how long a connection and its TLS handshake may take", defaultValue = "3000", min = 1, unit = "ms") long connectTimeout,
        @Property(text = "how often a request is sent again when no answer came or a 5xx or 429, within the step's time", defaultValue = "0", max = 100)
        long retries,
        @Property(text = "time between two of these", defaultValue = "1000", unit = "ms") long retryDelay,
        @Property(text = "look so often whether the server can be reached and its certificate is good; 0: only after it could not be",
                defaultValue = "300000", unit = "ms") long probeInterval) {
}
