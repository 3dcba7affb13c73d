package io.awd.notifier.mail.internal;

import io.awd.api.object.AwdException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mailbox.
 *
 * @param name for people, or empty
 * @param mailbox ASCII without blanks and control characters: it goes into a command of SMTP
 */
record Address(String name, String mailbox) {
    private static final Pattern NAMED = Pattern.compile("\"?([^\"<>\\p{Cntrl}]*?)\"?\\s*<([^<>]*)>");
    private static final Pattern MAILBOX = Pattern.compile("[!-~&&[^<>()\\[\\],;:\\\\\"@]]{1,64}@([A-Za-z0-9_.-]{1,255}|\\[[A-Za-z0-9:.]{2,64}])");

    /** @throws AwdException it is none */
    static Address of(String property, String text) throws AwdException {
        Matcher named = NAMED.matcher(text.strip());
        Address address = named.matches() ? new Address(named.group(1).strip(), named.group(2).strip()) : new Address("", text.strip());
        if (!MAILBOX.matcher(address.mailbox).matches()) {
            throw new AwdException("Parameter '" + property + "' does not accept value '" + Line.of(text) + "' (a mail address in ASCII)");
        }
        return address;
    }
}
