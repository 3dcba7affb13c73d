package io.awd.notifier.mail.internal;

import io.awd.api.notifier.Outcome;

/** The server has not said that it took the mail. */
final class Undelivered extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    Undelivered(Outcome outcome) {
        super(outcome.detail(), null, false, false);
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whether trying again makes sense, and cannot make two mails of one. */
    boolean again() {
        return outcome.result() == Outcome.Result.NOT_SENT;
    }
}
