package io.awd.notifier.webhook.internal;

import io.awd.api.object.AwdException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where requests go. Its path and query are in no text that is shown: some servers take them for a password.
 *
 * @param uri the whole address
 * @param tls whether it is https
 * @param host a name, or an address without brackets
 * @param port never -1
 */
record Target(URI uri, boolean tls, String host, int port) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");
    private static final int LARGEST_PORT = 65_535;

    /** @throws AwdException no such address, or one that would show the incident to others */
    static Target of(String url, boolean insecure) throws AwdException {
        URI uri = parse(url);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (uri.getRawUserInfo() != null || uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new AwdException("Parameter 'url' takes no user and password; a secret object does");
        } else if (!tls && !scheme.equals("http") || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
            throw bad(url);
        }
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        if (!tls && !insecure && !LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            throw new AwdException("Parameter 'url' does not accept value '" + url + "': http:// beyond loopback needs insecure=on");
        }
        int standard = tls ? 443 : 80;
        return new Target(uri, tls, host, uri.getPort() < 0 ? standard : uri.getPort());
    }

    private static URI parse(String url) throws AwdException {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw bad(url);
        }
    }

    private static AwdException bad(String url) {
        return new AwdException("Parameter 'url' does not accept value '" + url + "': expected https://HOST[:PORT]/PATH");
    }

    /** For people. */
    String where() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
