package io.awd.api.health;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something whose health others rely on: a watchdog (well while its peer is alive) or a QMP notifier (well while its QEMU answers).
 * Named by a watchdog's {@code follow}, {@code require} and {@code vm}.
 */
@ConsumerType
public interface Health {
    /**
     * Why there has been no sign of life of it at or after a time, in a few words ({@code peer expired}, {@code not connected}); empty: there has been, and
     * it is well now. Any thread, event loops too; no lock, no waiting, and no allocation while it is well.
     *
     * @param since of {@code System.nanoTime()}
     */
    Optional<String> unwell(long since);
}
