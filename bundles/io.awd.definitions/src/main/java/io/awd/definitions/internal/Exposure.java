package io.awd.definitions.internal;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds monitors that others than this host can reach. A monitor knows no password: whoever connects commands the daemon. */
final class Exposure {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d+){1,3}");

    /**
     * @param monitor the monitor's id
     * @param address host and port as defined; {@code *} for every address
     * @param origin the definition's
     */
    record Listener(String monitor, String address, String origin) {
    }

    private Exposure() {
    }

    static List<Listener> of(List<Definition> definitions) {
        return definitions.stream().filter(each -> each.kind() == Kind.OBJECT && each.type().equals("monitor"))
                .flatMap(monitor -> chardev(monitor, definitions).flatMap(Exposure::address)
                        .map(address -> new Listener(monitor.id(), address, monitor.origin())).stream())
                .toList();
    }

    private static Optional<Definition> chardev(Definition monitor, List<Definition> definitions) {
        return definitions.stream().filter(each -> each.kind() == Kind.CHARDEV && each.id().equals(monitor.properties().get("chardev"))).findFirst();
    }

    private static Optional<String> address(Definition chardev) {
        Map<String, String> properties = chardev.properties();
        String host = properties.getOrDefault("host", "");
        boolean listens = chardev.type().equals("socket") && Flag.on(chardev, "server") && !properties.containsKey("path");
        return listens && !loopback(host)
                ? Optional.of((host.isEmpty() ? "*" : host) + ":" + properties.getOrDefault("port", "?")) : Optional.empty();
    }

    private static boolean loopback(String host) {
        if (!host.contains(":")) {
            // a name is not looked up: that may take long, and its answer may change
            return LOOPBACK.matcher(host).matches();
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
