package io.awd.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for something to become true; the bound only catches breakage. */
final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(30);
    /** From one look to the next no more counts: a machine that stood still meanwhile could show nothing. */
    private static final long LONGEST_LOOK = Duration.ofSeconds(1).toNanos();

    private Eventually() {
    }

    /** Asks until an assertion holds, and fails with its last complaint. */
    static void holds(Callable<?> assertion) {
        long waited = 0;
        while (true) {
            long begun = System.nanoTime();
            try {
                assertion.call();
                return;
            } catch (Exception | AssertionError e) {
                if (waited > BOUND.toNanos()) {
                    throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + e.getMessage(), e);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                waited += Math.min(System.nanoTime() - begun, LONGEST_LOOK);
            }
        }
    }
}
