package io.awd.notifier.mail.internal;

import io.awd.api.notifier.Outcome;
import java.util.Map;

/** What became of a notifier's mails so far. */
final class Counters {
    private long acknowledged;
    private long failed;
    private long unknown;
    private String lastError;

    /** @param memento of the one before */
    Counters(Map<String, String> memento) {
        acknowledged = number(memento, "acknowledged");
        failed = number(memento, "failed");
        unknown = number(memento, "unknown");
        lastError = memento.getOrDefault("last_error", "");
    }

    private static long number(Map<String, String> memento, String name) {
        return Long.parseLong(memento.getOrDefault(name, "0"));
    }

    synchronized void count(Outcome outcome) {
        switch (outcome.result()) {
            case ACKNOWLEDGED -> acknowledged++;
            case UNKNOWN -> unknown++;
            default -> failed++;
        }
        if (outcome.result() != Outcome.Result.ACKNOWLEDGED || outcome.detail().contains("; refused: ")) {
            lastError = outcome.detail();
        }
    }

    synchronized MailStatus status(String notReady, long waiting) {
        return new MailStatus(notReady.isEmpty(), notReady, acknowledged + unknown, acknowledged, failed, unknown, waiting, lastError);
    }

    synchronized Map<String, String> memento() {
        return Map.of("acknowledged", String.valueOf(acknowledged), "failed", String.valueOf(failed), "unknown", String.valueOf(unknown),
                "last_error", lastError);
    }
}
