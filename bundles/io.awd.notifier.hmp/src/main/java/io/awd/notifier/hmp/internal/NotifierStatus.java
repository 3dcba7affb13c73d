package io.awd.notifier.hmp.internal;

import io.awd.api.object.Attribute;

/** What a notifier on a human monitor reports. */
public record NotifierStatus(
        @Attribute(text = "Whether the monitor shows its prompt, so that a step would be executed at once") boolean ready,
        @Attribute(text = "Why it is not ready; empty when it is") String notReady,
        @Attribute(text = "Steps that went out") long sent,
        @Attribute(text = "Steps that the monitor executed without an error") long acknowledged,
        @Attribute(text = "Steps that the monitor refused, or of which no byte went out") long failed,
        @Attribute(text = "Steps that went out and had no answer") long unknown,
        @Attribute(text = "What went wrong last; empty when nothing did") String lastError) {
}
