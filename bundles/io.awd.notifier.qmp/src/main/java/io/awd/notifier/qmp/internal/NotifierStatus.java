package io.awd.notifier.qmp.internal;

import io.awd.api.object.Attribute;

/** What a notifier on a QMP monitor reports. */
public record NotifierStatus(
        @Attribute(text = "Whether the monitor has answered query-status, so that a step would be executed at once") boolean ready,
        @Attribute(text = "Why it is not ready; empty when it is") String notReady,
        @Attribute(text = "The machine's run state, as query-status words it; empty while it is not known") String runState,
        @Attribute(text = "QEMU's version as its greeting says it; empty while it is not known") String qemu,
        @Attribute(text = "Steps that went out") long sent,
        @Attribute(text = "Steps that the monitor executed without an error") long acknowledged,
        @Attribute(text = "Steps that cannot be read, that the monitor refused, or of which no byte went out") long failed,
        @Attribute(text = "Steps that went out and had no answer in time") long unknown,
        @Attribute(text = "Answers that came too late, or to nothing that was asked") long lateAnswers,
        @Attribute(text = "Events of QEMU") long events,
        @Attribute(text = "The last event's name; empty when none came") String lastEvent,
        @Attribute(text = "Connections that were given up: no answer to a probe, or what came was not QMP") long givenUp,
        @Attribute(text = "What went wrong last; empty when nothing did") String lastError) {
}
