package io.awd.api.health;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something whose health others rely on: a watchdog (healthy while its peer is alive) or a QMP notifier (healthy while its QEMU answers).
 * Named by a watchdog's {@code follow}, {@code require} and {@code vm}.
 */
@ConsumerType
public interface Health {
    /** Why it is not healthy now, in a few words ({@code peer expired}, {@code not connected}); empty: it is. Any thread; no lock, no waiting. */
    Optional<String> unwell();
}
