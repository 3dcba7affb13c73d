package io.awd.chardev.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads standard input for the stdio chardev. A read of it cannot be interrupted: a thread whose chardev has gone stays in its read, and ends
 * with the next input, or serves the next chardev if there is one by then. There is never more than one.
 */
final class StandardInput {
    private static final Logger LOG = LoggerFactory.getLogger("awd.chardev");
    private static Optional<StreamChardev<?>> target = Optional.empty();
    private static Optional<Thread> thread = Optional.empty();

    private StandardInput() {
    }

    static synchronized void attach(StreamChardev<?> chardev) {
        target = Optional.of(chardev);
        if (thread.isEmpty()) {
            Thread reading = new Thread(StandardInput::read, "awd-chardev-stdin");
            reading.setDaemon(true);
            thread = Optional.of(reading);
            reading.start();
        }
    }

    static synchronized void detach() {
        target = Optional.empty();
    }

    /** @return empty: the thread is to end */
    private static synchronized Optional<StreamChardev<?>> target() {
        if (target.isEmpty()) {
            thread = Optional.empty();
        }
        return target;
    }

    private static synchronized void ended() {
        thread = Optional.empty();
        target.ifPresent(StreamChardev::ended);
    }

    private static void read() {
        byte[] buffer = new byte[4096];
        try {
            for (int n = System.in.read(buffer); n >= 0; n = System.in.read(buffer)) {
                Optional<StreamChardev<?>> chardev = target();
                if (chardev.isEmpty()) {
                    return;
                }
                chardev.get().received(Arrays.copyOf(buffer, n));
            }
        } catch (IOException e) {
            LOG.debug("standard input broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended();
    }
}
