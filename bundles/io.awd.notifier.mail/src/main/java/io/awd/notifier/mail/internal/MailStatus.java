package io.awd.notifier.mail.internal;

import io.awd.api.object.Attribute;

/** What a mail notifier reports. */
public record MailStatus(
        @Attribute(text = "Whether a mail could go out now, as far as the last probe or mail has shown") boolean ready,
        @Attribute(text = "Why not; empty when it could") String notReady,
        @Attribute(text = "Mails whose text went out whole") long sent,
        @Attribute(text = "Mails that the server took") long acknowledged,
        @Attribute(text = "Attempts that ended before the server had a mail, or that it refused") long failed,
        @Attribute(text = "Mails that went out whole, without an answer") long unknown,
        @Attribute(text = "Mails that wait or are on their way") long waiting,
        @Attribute(text = "Why the last one failed; empty when none did") String lastError) {
}
