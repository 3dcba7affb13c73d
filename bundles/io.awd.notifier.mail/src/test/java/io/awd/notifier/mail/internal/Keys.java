package io.awd.notifier.mail.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's key and its self-signed certificate, made by the JDK's keytool.
 *
 * @param context for the server
 * @param certificate PEM file for clients that trust it
 */
record Keys(SSLContext context, Path certificate) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** @param names as in {@code -ext san=}: {@code ip:127.0.0.1} */
    static Keys forNames(Path folder, String names) {
        try {
            Path store = folder.resolve(names.replaceAll("\\W", "_") + ".p12");
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "mail",
                    "-keyalg", "EC", "-dname", "CN=" + names.replaceAll("\\W", "-"), "-ext", "san=" + names, "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(),
                    "-storepass", String.valueOf(PASSWORD)).redirectErrorStream(true).redirectOutput(folder.resolve("keytool.log").toFile()).start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(keys.getCertificate("mail").getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
            return new Keys(context, Files.writeString(folder.resolve(names.replaceAll("\\W", "_") + ".pem"), pem));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
