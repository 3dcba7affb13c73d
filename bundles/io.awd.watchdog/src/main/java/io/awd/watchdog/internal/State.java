package io.awd.watchdog.internal;

/** States of a watchdog. */
public enum State {
    /** Nobody was heard yet, or the peer said that it stops: no deadline runs, but perhaps startup_timeout. */
    WAITING,
    /** Heard within the timeout. */
    ALIVE,
    /** Silent for so long that only pretimeout is left. */
    SUSPECT,
    /** The deadline passed. */
    EXPIRED,
    /** We cannot or could not listen: our own fault, never an expiry. */
    BLIND,
    /** Silent for too long, but so is a witness: perhaps we are cut off, so nobody acts. */
    ISOLATED,
    /** The guest's VM does not run on purpose: its silence says nothing. */
    HELD,
    /** An operator told it to judge nothing for a while. */
    PAUSED,
    /** With rearm=manual: the peer is back after an incident, and nothing is judged until an operator says so. */
    RESTING
}
