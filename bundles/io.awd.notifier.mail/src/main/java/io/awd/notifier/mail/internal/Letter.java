package io.awd.notifier.mail.internal;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What every mail of a notifier has in common, and how an incident fills it.
 *
 * @param notifier the notifier's id
 * @param from the sender
 * @param to the recipients
 * @param subject a template
 * @param body a template
 */
record Letter(String notifier, Address from, List<Address> to, String subject, String body) {
    private static final int LONGEST_SUBJECT = 250;
    private static final int LONGEST_SCRIPT = 100_000;

    /** @throws AwdException an address or a template is bad */
    static Letter of(String notifier, MailProperties properties) throws AwdException {
        List<Address> to = new ArrayList<>();
        for (String each : properties.to()) {
            to.add(Address.of("to", each));
        }
        return new Letter(notifier, Address.of("from", properties.from()), List.copyOf(to), template("subject", properties.subject()),
                template("body", properties.body()).replace("\\n", "\n"));
    }

    private static String template(String property, String text) throws AwdException {
        Optional<String> unknown = Incident.unknownName(text);
        if (unknown.isPresent()) {
            throw new AwdException("Parameter '" + property + "' does not accept '${" + Line.of(unknown.get()) + "}' (no such name)");
        }
        return text;
    }

    /** The subject for an incident, always one line. */
    String subject(Incident incident) {
        return Line.of(here(incident).fill(subject), LONGEST_SUBJECT);
    }

    /** An alert may not say where it comes from. */
    private static Incident here(Incident told) {
        return !told.host().isEmpty() ? told : new Incident(told.id(), told.watchdog(), told.reason(), told.text(), told.ageMillis(), told.stalls(),
                told.time(), Server.THIS_HOST, told.script(), told.digest());
    }

    /** The text for an incident, and the script's after it; an alert has none, its bytes say the same once more. */
    String text(Step step) {
        String filled = here(step.incident()).fill(body);
        String script = step.text();
        if (script.isBlank() || step.incident().id().isEmpty()) {
            return filled;
        }
        String shown = script.length() > LONGEST_SCRIPT ? script.substring(0, LONGEST_SCRIPT) + "\n(cut)" : script;
        return filled + "\n\n---- the opt-script ----\n" + shown;
    }

    /** The same for each attempt at the same mail, another for any other, so that who gets it twice can tell. */
    String messageId(Incident incident) {
        String one = incident.id().isEmpty() ? "alert-" + UUID.randomUUID() : incident.id() + "." + incident.reason();
        return "<" + atom(one + "." + notifier) + "@" + atom(here(incident).host()) + ">";
    }

    private static String atom(String text) {
        return text.replaceAll("[^A-Za-z0-9.-]", "_").replaceAll("\\.{2,}", ".").replaceAll("^\\.|\\.$", "");
    }
}
