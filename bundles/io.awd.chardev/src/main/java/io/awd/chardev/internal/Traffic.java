package io.awd.chardev.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one chardev has carried. Each number has any reader, and one writer at a time, the thread the chardev lives on, but for what was dropped. They are
 * written plainly, since the first compiler makes a full fence of an opaque store, and read opaquely.
 */
final class Traffic {
    private static final VarHandle IN = handle("in");
    private static final VarHandle OUT = handle("out");
    private static final VarHandle CONNECTIONS = handle("connections");
    private static final VarHandle DROPPED = handle("dropped");
    private long in;
    private long out;
    private long connections;
    private long dropped;
    private volatile String lastError = "";

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Traffic.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    void received(int bytes) {
        in += bytes;
    }

    /** What has been received over all, at the end of a connection that has counted by itself while it was served. */
    void receivedInAll(long total) {
        in = total;
    }

    void sent(int bytes) {
        out += bytes;
    }

    void connected() {
        connections++;
    }

    /** The reader's loop may not yet be the chardev's, so there may be two writers. */
    void refused() {
        DROPPED.getAndAdd(this, 1L);
    }

    void failed(String error) {
        lastError = error;
    }

    long bytesIn() {
        return (long) IN.getOpaque(this);
    }

    long bytesOut() {
        return (long) OUT.getOpaque(this);
    }

    long connections() {
        return (long) CONNECTIONS.getOpaque(this);
    }

    long dropped() {
        return (long) DROPPED.getOpaque(this);
    }

    String lastError() {
        return lastError;
    }
}
