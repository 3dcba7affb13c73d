package io.awd.chardev.internal;

import io.awd.api.object.Property;
import java.util.Optional;

/**
 * The options of {@code -chardev socket}, as QEMU 7.2 has them.
 */
record SocketProperties(
        @Property(text = "Host name or address; empty: all addresses for a server, localhost for a client") Optional<String> host,
        @Property(text = "TCP port; 0 on a server: one that the system chooses") Optional<String> port,
        @Property(text = "The highest port that a server tries when the lower ones are taken", min = 1, max = 65535) Optional<Integer> to,
        @Property(text = "Path of a unix socket, instead of host and port") Optional<String> path,
        @Property(text = "Use IPv4", defaultValue = "") Optional<Boolean> ipv4,
        @Property(text = "Use IPv6", defaultValue = "") Optional<Boolean> ipv6,
        @Property(text = "Listen instead of connecting", defaultValue = "off") boolean server,
        @Property(name = "wait", text = "A server waits for its first client before anything else starts; on unless said otherwise") Optional<Boolean> waits,
        @Property(text = "A client tries again so long after a lost or refused connection; 0: never", unit = "s") Optional<Long> reconnect,
        @Property(text = "Send small packets at once; on unless delay=on, since a delayed pulse is a late one (QEMU: off)") Optional<Boolean> nodelay,
        @Property(text = "Let TCP gather small packets; the opposite of nodelay") Optional<Boolean> delay) {
}
