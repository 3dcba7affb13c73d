package io.awd.notifier.mail.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Trusts the certificates of one file and no others. */
final class Trust {
    private Trust() {
    }

    /** @throws AwdException the file cannot be read or has no certificate */
    static SSLSocketFactory in(Path file) throws AwdException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new AwdException("Parameter 'tls_ca': no certificate in " + file);
            }
            for (Certificate each : all) {
                store.setCertificateEntry("ca" + store.size(), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException e) {
            throw new AwdException("Parameter 'tls_ca': Unable to read " + file + ": " + words(e), e);
        } catch (GeneralSecurityException e) {
            throw new AwdException("Parameter 'tls_ca': no certificate in PEM form in " + file, e);
        }
    }

    private static String words(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        return e instanceof AccessDeniedException ? "Permission denied" : Optional.ofNullable(e.getMessage()).orElse(e.toString());
    }
}
