package io.awd.shell.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one shell has done so far. Any thread. */
final class Counts {
    final AtomicInteger open = new AtomicInteger();
    final AtomicLong sessions = new AtomicLong();
    final AtomicLong commands = new AtomicLong();

    void began() {
        open.incrementAndGet();
        sessions.incrementAndGet();
    }

    void ended() {
        open.decrementAndGet();
    }
}
