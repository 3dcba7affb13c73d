package io.awd.notifier.mail.internal;

import io.awd.api.object.Property;
import io.awd.api.secret.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a mail notifier takes. */
public record MailProperties(
        @Property(text = "The mail server", required = true) String host,
        @Property(text = "Its TCP port; without it 587 with starttls, 465 with tls, 25 with none", min = 1, max = 65_535) Optional<Integer> port,
        @Property(text = "How the connection is encrypted: after STARTTLS, from its first byte, or not at all; nothing is sent if that cannot be had",
                defaultValue = "starttls") Tls tls,
        @Property(text = "PEM file with the certificates to trust instead of Java's, read at creation") Optional<Path> tlsCa,
        @Property(text = "Who logs in; without it nobody does") Optional<String> username,
        @Property(text = "The secret with the password, read at each login", link = Secret.class) Optional<String> passwordSecret,
        @Property(text = "The sender: ADDRESS or NAME <ADDRESS>", required = true) String from,
        @Property(text = "The recipient: ADDRESS or NAME <ADDRESS>", required = true) List<String> to,
        @Property(text = "The subject; ${incident}, ${id}, ${reason}, ${text}, ${age_ms}, ${stalls}, ${time}, ${host}, ${script} and ${digest} in it are filled in",
                defaultValue = "AWD on ${host}: ${id}: ${reason}") String subject,
        @Property(text = "The text, filled in like the subject; \\n in it begins a new line, and the opt-script follows if there is one",
                defaultValue = "${text}\\n\\nwatchdog: ${id}\\nreason: ${reason}\\nhost: ${host}\\ntime: ${time}\\nage of the last message: ${age_ms} ms\\n"
                        + "incident: ${incident}\\nscript: ${script}\\nSHA-256: ${digest}") String body,
        @Property(text = "How long to wait for a connection, for any one answer, and for a probe as a whole; a mail as a whole has the step's timeout",
                defaultValue = "10000", min = 1, max = 3_600_000, unit = "ms") int timeout,
        @Property(text = "How often to connect and log in without sending, to know whether a mail could go out now; 0: never",
                defaultValue = "300000", unit = "ms") long probeInterval) {

    /** How a connection is encrypted. */
    public enum Tls {
        /** In plain until STARTTLS, which the server must offer. */
        STARTTLS(587),
        /** From the first byte. */
        TLS(465),
        /** Not at all. */
        NONE(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }

        /** The port that is usual for it. */
        int port() {
            return port;
        }
    }
}
