package io.awd.notifier.mail.internal;

import io.awd.api.notifier.Step;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;

/** The mail of one step, ready to be written: plain text, so that Jakarta Activation, which would have to find its parts first, is not used. */
final class IncidentMessage extends MimeMessage {
    private static final int LONGEST_LINE = 900;

    IncidentMessage(Session session, Letter letter, Step step) throws MessagingException, IOException {
        super(session);
        setFrom(address(letter.from()));
        for (Address each : letter.to()) {
            addRecipient(RecipientType.TO, address(each));
        }
        setSubject(letter.subject(step.incident()), "UTF-8");
        setSentDate(new Date());
        setHeader("Message-ID", letter.messageId(step.incident()));
        setHeader("Auto-Submitted", "auto-generated");
        if (!step.incident().id().isEmpty()) {
            setHeader("X-AWD-Incident", Line.of(step.incident().id()).replaceAll("[^ -~]", "?"));
        }
        setHeader("MIME-Version", "1.0");
        setHeader("Content-Type", "text/plain; charset=utf-8");
        fill(letter.text(step).replaceAll("\r\n|\r|\n", "\r\n").stripTrailing() + "\r\n");
    }

    private static InternetAddress address(Address address) throws IOException {
        return address.name().isEmpty() ? new InternetAddress(address.mailbox(), null, "UTF-8")
                : new InternetAddress(address.mailbox(), address.name(), "UTF-8");
    }

    private void fill(String text) throws MessagingException, IOException {
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\t' || c == '\r' || c == '\n')
                && text.lines().allMatch(line -> line.length() <= LONGEST_LINE);
        String encoding = plain ? "7bit" : "quoted-printable";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = MimeUtility.encode(bytes, encoding)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        setHeader("Content-Transfer-Encoding", encoding);
        content = bytes.toByteArray();
        modified = false;
        saved = true;
    }
}
