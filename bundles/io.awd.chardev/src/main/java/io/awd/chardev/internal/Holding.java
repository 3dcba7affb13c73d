package io.awd.chardev.internal;

import io.awd.api.object.AwdException;

/** Who has a chardev: nobody, one alone, or several for writing. */
final class Holding {
    private final String id;
    private boolean alone;
    private int writers;
    private boolean closed;

    Holding(String id) {
        this.id = id;
    }

    synchronized void takeAlone() throws AwdException {
        checkOpen();
        if (alone || writers > 0) {
            throw inUse();
        }
        alone = true;
    }

    synchronized void share() throws AwdException {
        checkOpen();
        if (alone) {
            throw inUse();
        }
        writers++;
    }

    private void checkOpen() throws AwdException {
        if (closed) {
            throw new AwdException("Device '" + id + "' not found");
        }
    }

    private AwdException inUse() {
        return new AwdException("Device '" + id + "' is in use");
    }

    synchronized void giveBackAlone() {
        alone = false;
    }

    synchronized void giveBackShare() {
        writers--;
    }

    synchronized boolean held() {
        return alone || writers > 0;
    }

    /** @return false: it was closed already */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
