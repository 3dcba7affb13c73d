package io.awd.definitions.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.OptionString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The devices that QEMU's {@code -monitor} takes: a chardev in its old spelling, or the id of one. */
final class MonitorDevice {
    /** HOST:PORT with an empty host for every address; an IPv6 address stands in brackets. */
    private static final Pattern TCP = Pattern.compile("(?:\\[(?<six>[^\\]]*)\\]|(?<host>[^:,]*)):(?<port>[^:,]+)(?:,(?<options>.*))?", Pattern.DOTALL);

    private MonitorDevice() {
    }

    /**
     * @param device {@code stdio}, {@code tcp:…}, {@code unix:…} or {@code chardev:ID}
     * @param id of the monitor and of the chardev that is made for it
     * @return the chardev, if one has to be made, and the monitor
     * @throws AwdException it is none of these
     */
    static List<Definition> read(String device, String id, String origin) throws AwdException {
        if (device.startsWith("chardev:")) {
            return List.of(monitor(id, device.substring("chardev:".length()), origin));
        }
        Definition chardev = new Definition(Kind.CHARDEV, device.equals("stdio") ? "stdio" : "socket", id, properties(device), origin);
        return List.of(chardev, monitor(id, id, origin));
    }

    private static Definition monitor(String id, String chardev, String origin) {
        return new Definition(Kind.OBJECT, "monitor", id, Map.of("chardev", chardev), origin);
    }

    private static Map<String, String> properties(String device) throws AwdException {
        if (device.equals("stdio")) {
            return Map.of();
        } else if (device.startsWith("tcp:")) {
            return tcp(device);
        } else if (device.startsWith("unix:")) {
            return unix(device);
        }
        throw new AwdException("'" + device + "' is not a valid char driver");
    }

    private static Map<String, String> tcp(String device) throws AwdException {
        Matcher address = TCP.matcher(device.substring("tcp:".length()));
        if (!address.matches()) {
            throw new AwdException("parse error: " + device);
        }
        Map<String, String> properties = new LinkedHashMap<>();
        String host = address.group("six") == null ? address.group("host") : address.group("six");
        if (!host.isEmpty()) {
            properties.put("host", host);
        }
        properties.put("port", address.group("port"));
        if (address.group("options") != null) {
            // the comma in front keeps the first word from being taken for an implied value
            properties.putAll(OptionString.parse("," + address.group("options"), "").values());
        }
        return properties;
    }

    private static Map<String, String> unix(String device) throws AwdException {
        OptionString options = OptionString.parse(device.substring("unix:".length()), "path");
        if (options.get("path").filter(path -> !path.isEmpty()).isEmpty()) {
            throw new AwdException("parse error: " + device);
        }
        return options.values();
    }
}
