package io.awd.notifier.webhook.internal;

import io.awd.api.object.Attribute;
import java.util.Optional;

/** What a webhook reports. */
record WebhookStatus(
        @Attribute(text = "Whether the server was reached and trusted when it was looked at last") boolean ready,
        @Attribute(text = "Why not; empty when it is ready") String notReady,
        @Attribute(text = "Requests that went out, repeated ones included") long sent,
        @Attribute(text = "Incidents and alerts that the server answered with 2xx") long acknowledged,
        @Attribute(text = "Those that it refused, or that were not sent because its certificate was refused") long failed,
        @Attribute(text = "Those that went out and were not answered") long unknown,
        @Attribute(text = "Tries of which nothing went out; an incident is tried again until its watchdog's notify_deadline") long notSent,
        @Attribute(text = "Incidents and alerts that wait for others to be answered") long waiting,
        @Attribute(text = "Until the server's certificate expires, when it was looked at last; missing without TLS", unit = "days")
        Optional<Long> certificateDays,
        @Attribute(text = "Why the last one was not acknowledged; empty when all were") String lastError) {
}
