package io.awd.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something to become true; the bound only catches breakage. */
final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private Eventually() {
    }

    /** Asks until an assertion holds, and fails with its last complaint. */
    static void holds(Callable<?> assertion) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (true) {
            try {
                assertion.call();
                return;
            } catch (Exception | AssertionError e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + e.getMessage(), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }
}
