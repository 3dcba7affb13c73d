package io.awd.notifier.webhook.internal;

import io.awd.api.object.AwdException;
import io.awd.api.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The headers of each request. No text of an error has the value of one: it may be a password.
 *
 * @param fixed what is sent as it is
 * @param secretName the header of the secret
 * @param secretPrefix what stands before it
 */
record Headers(List<Header> fixed, String secretName, String secretPrefix) {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");
    /** What is AWD's own or the protocol's. */
    private static final Set<String> TAKEN = Set.of("content-type", "user-agent", "idempotency-key", "connection", "content-length", "expect", "host",
            "upgrade", "transfer-encoding");

    /**
     * One header.
     *
     * @param name a token
     * @param value printable ASCII
     */
    record Header(String name, String value) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** @throws AwdException one that cannot be sent */
    static Headers of(WebhookProperties properties, String agent) throws AwdException {
        List<Header> all = new ArrayList<>(List.of(new Header("Content-Type", "application/json"), new Header("User-Agent", agent)));
        for (String text : properties.headers()) {
            all.add(header(text));
        }
        if (properties.secret().isPresent()) {
            String name = name("secret_header", properties.secretHeader());
            if (all.stream().anyMatch(header -> header.name().equalsIgnoreCase(name))) {
                throw new AwdException("Parameter 'secret_header' does not accept value '" + name + "': headers has it too");
            } else if (!VALUE.matcher(properties.secretPrefix()).matches()) {
                throw new AwdException("Parameter 'secret_prefix' expects printable ASCII");
            }
        }
        return new Headers(List.copyOf(all), properties.secretHeader(), properties.secretPrefix());
    }

    private static Header header(String text) throws AwdException {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new AwdException("Parameter 'headers' expects NAME: VALUE");
        }
        String name = name("headers", text.substring(0, colon).strip());
        String value = text.substring(colon + 1).strip();
        if (!VALUE.matcher(value).matches()) {
            throw new AwdException("Parameter 'headers' expects printable ASCII for '" + name + "'");
        }
        return new Header(name, value);
    }

    private static String name(String property, String name) throws AwdException {
        if (!NAME.matcher(name).matches()) {
            throw new AwdException("Parameter '" + property + "' does not accept value '" + name + "': no name of a header");
        } else if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new AwdException("Parameter '" + property + "' does not accept value '" + name + "': AWD sets it");
        }
        return name;
    }

    /** @throws AwdException it cannot be read, or no header can carry it */
    Header with(String id, Optional<Secret> secret) throws AwdException {
        byte[] bytes = secret.orElseThrow(() -> new AwdException("secret '" + id + "' is not there")).bytes();
        // a file ends with a newline, which is no part of a password
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("[\\r\\n]+$", "");
        if (text.isEmpty() || !VALUE.matcher(text).matches()) {
            throw new AwdException("secret '" + id + "' is " + (text.isEmpty() ? "empty" : "not printable ASCII, and a header cannot carry it"));
        }
        return new Header(secretName, secretPrefix + text);
    }
}
