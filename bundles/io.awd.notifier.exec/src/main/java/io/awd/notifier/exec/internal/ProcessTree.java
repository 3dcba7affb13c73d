package io.awd.notifier.exec.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process and its descendants, to be killed. One that is seen once is not forgotten when its parent ends first. */
final class ProcessTree {
    static final long GRACE_MILLIS = 500;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private final Set<ProcessHandle> members = new LinkedHashSet<>();

    ProcessTree(ProcessHandle root) {
        members.add(root);
        grow();
    }

    private void grow() {
        List.copyOf(members).forEach(member -> member.descendants().forEach(members::add));
    }

    /** SIGTERM to all. */
    void terminate() {
        members.forEach(ProcessHandle::destroy);
    }

    /** Gives them their time to end, and then SIGKILL to all that is left. */
    void kill() {
        if (gone()) {
            return;
        }
        grow();
        members.forEach(ProcessHandle::destroyForcibly);
        // what a member started before its end is seen now
        grow();
        members.forEach(ProcessHandle::destroyForcibly);
        gone();
    }

    private boolean gone() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        while (members.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }
}
