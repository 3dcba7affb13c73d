package io.awd.shell.internal;

/** Where a shell's sessions come from. */
interface Door extends AutoCloseable {
    /** For status and logs. */
    String filename();

    /** Ends all sessions. Never hangs. */
    @Override
    void close();
}
