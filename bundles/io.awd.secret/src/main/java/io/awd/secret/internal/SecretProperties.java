package io.awd.secret.internal;

import io.awd.api.object.Property;
import java.nio.file.Path;
import java.util.Optional;

/** What a secret takes: exactly one of file and data. */
public record SecretProperties(
        @Property(text = "The file with the secret, read anew at each use; one newline at the end of a raw file is not part of it (in QEMU it is)")
        Optional<Path> file,
        @Property(text = "The secret itself; for tests, since whoever lists the processes of this host sees it on a command line", secret = true)
        Optional<String> data,
        @Property(text = "How it is written: as it is, or in Base64", defaultValue = "raw") Format format) {

    /** How a secret is written. */
    public enum Format {
        /** As it is. */
        RAW,
        /** In Base64; white space does not count. */
        BASE64
    }
}
