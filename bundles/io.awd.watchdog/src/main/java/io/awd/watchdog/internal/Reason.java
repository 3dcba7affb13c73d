package io.awd.watchdog.internal;

import io.awd.api.object.PropertyDescription;

/** Why a script runs: of an expiry the most likely place that broke, as far as that is known. */
enum Reason {
    /** Silence, and nothing else is known. */
    TIMEOUT,
    /** No message ever came. */
    STARTUP_TIMEOUT,
    /** The peer asked for it. */
    TRIGGER,
    /** QEMU told that the guest has panicked. */
    GUEST_PANICKED,
    /** The guest is silent while its QEMU answers and runs it. */
    GUEST_SILENT,
    /** The guest's QEMU is gone or silent, or the peer's AWD said that what it follows is. */
    QEMU_SILENT,
    /** The peer's end of every connection was closed without a word. */
    PEER_ENDED,
    /** Several paths, and all are silent. */
    ALL_PATHS,
    /** Still expired. */
    REPEAT,
    /** We ran late ourselves for longer than the peer waits for us. */
    STALL,
    /** A drill. */
    MANUAL,
    /** The peer is back. */
    RECOVERED;

    /** As it is written everywhere: {@code guest-silent}. */
    String word() {
        return PropertyDescription.word(this);
    }
}
