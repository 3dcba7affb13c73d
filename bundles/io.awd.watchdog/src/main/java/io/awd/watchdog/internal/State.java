package io.awd.watchdog.internal;

/** States of a watchdog. */
public enum State {
    /** Nobody was heard yet, or the peer said that it stops: no deadline runs. */
    WAITING,
    /** Heard within the timeout. */
    ALIVE,
    /** The deadline passed. */
    EXPIRED,
    /** We cannot or could not listen: our own fault, never an expiry. */
    BLIND
}
