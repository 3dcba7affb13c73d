package io.awd.notifier.webhook.internal;

import io.awd.api.object.AwdException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One {@link Trust} for all webhooks that trust the same certificates, so that they share one HTTP client. Any thread. */
final class Trusts {
    private static final int LARGEST = 4 << 20;
    private final Map<List<Certificate>, WeakReference<Trust>> known = new HashMap<>();

    /**
     * @param file PEM; without one Java's own certificates are trusted
     * @throws AwdException it cannot be read or has none
     */
    Trust of(Optional<Path> file) throws AwdException {
        return of(file.isEmpty() ? List.of() : read(file.get()));
    }

    private synchronized Trust of(List<Certificate> certificates) {
        known.values().removeIf(one -> one.get() == null);
        Optional<Trust> shared = Optional.ofNullable(known.get(certificates)).map(WeakReference::get);
        Trust trust = shared.orElseGet(() -> new Trust(certificates));
        known.put(certificates, new WeakReference<>(trust));
        return trust;
    }

    private static List<Certificate> read(Path file) throws AwdException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST);
            List<Certificate> all = List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)));
            if (!all.isEmpty()) {
                return all;
            }
        } catch (IOException e) {
            throw new AwdException("Parameter 'tls_ca' does not accept value '" + file + "': it cannot be read", e);
        } catch (CertificateException e) {
            throw new AwdException("Parameter 'tls_ca' does not accept value '" + file + "': expected certificates in PEM", e);
        }
        throw new AwdException("Parameter 'tls_ca' does not accept value '" + file + "': it has no certificate");
    }
}
