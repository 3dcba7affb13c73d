package io.awd.api.secret;

import io.awd.api.object.AwdException;
import org.osgi.annotation.versioning.ProviderType;

/** A {@code secret} object, as QEMU's: a password that is kept out of command lines, logs and MBeans. */
@ProviderType
public interface Secret {
    /**
     * Its bytes. A file is read anew each time, so that a password can be changed while the daemon runs; short and local: may be called on any
     * thread but an event loop.
     *
     * @throws AwdException its file cannot be read
     */
    byte[] bytes() throws AwdException;
}
