package io.awd.chardev.internal;

import io.awd.api.object.AwdException;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a socket chardev listens or connects. */
sealed interface Endpoint permits Endpoint.Tcp, Endpoint.Unix {
    /** As errors name it: {@code 127.0.0.1:1}, {@code /p}. */
    String target();

    /** As QEMU's filename names it: {@code tcp:127.0.0.1:1}, {@code unix:/p}. */
    String filename();

    /** Which IP versions may be used. */
    enum Family {
        ANY, IPV4, IPV6
    }

    /**
     * @param host may be empty
     * @param port 0: the system chooses
     * @param to the last port a server tries; at least {@code port}
     * @param family which addresses of the host count
     */
    record Tcp(String host, int port, int to, Family family) implements Endpoint {
        @Override
        public String target() {
            return host + ":" + port;
        }

        @Override
        public String filename() {
            return "tcp:" + target();
        }

        /** The same with the port that the system chose. */
        Tcp at(String boundHost, int boundPort) {
            return new Tcp(boundHost, boundPort, boundPort, family);
        }

        /** Whether the host is an address, so that resolving it takes no time. */
        boolean numeric() {
            return NetUtil.createByteArrayFromIpAddressString(host) != null;
        }

        /**
         * The host's addresses; a name may take its time.
         *
         * @throws AwdException it has none
         */
        List<InetAddress> resolve() throws AwdException {
            try {
                List<InetAddress> usable = Arrays.stream(InetAddress.getAllByName(host)).filter(this::wanted).toList();
                if (usable.isEmpty()) {
                    throw failed("Address family for hostname not supported");
                }
                return usable;
            } catch (UnknownHostException e) {
                throw failed(Reason.of(e));
            }
        }

        private boolean wanted(InetAddress address) {
            return family == Family.ANY || (family == Family.IPV4) == address instanceof Inet4Address;
        }

        private AwdException failed(String reason) {
            return resolutionFailed(host, String.valueOf(port), reason);
        }
    }

    /** @param path of the socket's file */
    record Unix(Path path) implements Endpoint {
        @Override
        public String target() {
            return path.toString();
        }

        @Override
        public String filename() {
            return "unix:" + path;
        }
    }

    /**
     * What the options say.
     *
     * @throws AwdException they don't name one place
     */
    static Endpoint of(SocketProperties properties) throws AwdException {
        if (properties.path().isPresent()) {
            if (properties.host().isPresent()) {
                throw new AwdException("None or one of 'path', 'fd' or 'host' option required.");
            }
            return new Unix(Path.of(properties.path().get()));
        }
        String text = properties.port().filter(p -> !p.isEmpty()).orElseThrow(() -> new AwdException("chardev: socket: no port given"));
        String host = properties.host().orElse("");
        int port = port(host, text);
        return new Tcp(host.isEmpty() && !properties.server() ? "localhost" : host, port,
                Math.max(port, properties.to().orElse(port)), family(properties.ipv4(), properties.ipv6()));
    }

    private static int port(String host, String text) throws AwdException {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw resolutionFailed(host, text, "Servname not supported for ai_socktype");
        }
        return Integer.parseInt(text);
    }

    private static AwdException resolutionFailed(String host, String port, String reason) {
        return new AwdException("address resolution failed for " + host + ":" + port + ": " + reason);
    }

    private static Family family(Optional<Boolean> ipv4, Optional<Boolean> ipv6) throws AwdException {
        boolean no4 = ipv4.isPresent() && !ipv4.get();
        boolean no6 = ipv6.isPresent() && !ipv6.get();
        if (no4 && no6) {
            throw new AwdException("Cannot disable IPv4 and IPv6 at same time");
        }
        boolean only4 = ipv4.orElse(false) && !ipv6.orElse(false) || no6;
        boolean only6 = ipv6.orElse(false) && !ipv4.orElse(false) || no4;
        return only4 ? Family.IPV4 : only6 ? Family.IPV6 : Family.ANY;
    }

    /** {@code 127.0.0.1:53960}, {@code [::1]:53960}. */
    static String text(InetSocketAddress address) {
        String host = NetUtil.toAddressString(address.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
