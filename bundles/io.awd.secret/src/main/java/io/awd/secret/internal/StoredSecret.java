package io.awd.secret.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Instance;
import io.awd.api.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secret in a file or in its definition. Errors are worded as QEMU's, but for the value, which none of them shows. */
final class StoredSecret implements Instance<SecretProperties>, Secret {
    static final int LIMIT = 65_536;
    private static final Logger LOG = LoggerFactory.getLogger("awd.secret");
    private final String id;
    private final SecretProperties properties;
    private volatile String lastError = "";

    StoredSecret(String id, SecretProperties properties) {
        this.id = id;
        this.properties = properties;
    }

    /** @throws AwdException file and data are not exactly one, or it cannot be read */
    void open() throws AwdException {
        if (properties.file().isPresent() && properties.data().isPresent()) {
            throw new AwdException("'file' and 'data' are mutually exclusive");
        }
        Arrays.fill(bytes(), (byte) 0);
        properties.file().filter(StoredSecret::everybodyReads)
                .ifPresent(file -> LOG.warn("{}: {} can be read by every user of this host", id, file));
    }

    private static boolean everybodyReads(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public byte[] bytes() throws AwdException {
        try {
            byte[] bytes = decoded();
            lastError = "";
            return bytes;
        } catch (AwdException e) {
            lastError = e.getMessage();
            throw e;
        }
    }

    private byte[] decoded() throws AwdException {
        if (properties.file().isPresent()) {
            byte[] content = read(properties.file().get());
            return properties.format() == SecretProperties.Format.BASE64 ? base64(content, "file") : withoutNewline(content);
        }
        byte[] data = properties.data().orElseThrow(() -> new AwdException("Either 'file' or 'data' must be provided"))
                .getBytes(StandardCharsets.UTF_8);
        return properties.format() == SecretProperties.Format.BASE64 ? base64(data, "data") : data;
    }

    private static byte[] read(Path file) throws AwdException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LIMIT + 1);
            if (content.length > LIMIT) {
                throw new AwdException("Parameter 'file': Unable to read " + file + ": larger than " + LIMIT + " bytes");
            }
            return content;
        } catch (IOException e) {
            throw new AwdException("Parameter 'file': Unable to read " + file + ": " + words(e), e);
        }
    }

    private static String words(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        return e instanceof AccessDeniedException ? "Permission denied" : Optional.ofNullable(e.getMessage()).orElse(e.toString());
    }

    private static byte[] withoutNewline(byte[] content) {
        boolean ended = content.length > 0 && content[content.length - 1] == '\n';
        return ended ? Arrays.copyOf(content, content.length - 1) : content;
    }

    private static byte[] base64(byte[] text, String property) throws AwdException {
        try {
            return Base64.getDecoder().decode(new String(text, StandardCharsets.ISO_8859_1).replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            // the decoder's own words show characters of the secret
            throw new AwdException("Parameter '" + property + "': Base64 data is not valid");
        }
    }

    @Override
    public SecretStatus status() {
        return new SecretStatus(lastError.isEmpty(), lastError);
    }

    @Override
    public void close() {
        // nothing is kept
    }
}
