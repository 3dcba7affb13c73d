package io.awd.api.chardev;

import java.io.IOException;

/** Bytes could not be sent, and not one of them went out: sending them again cannot do anything twice. */
public class NothingSentException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message why, {@code not connected} */
    public NothingSentException(String message) {
        super(message);
    }
}
