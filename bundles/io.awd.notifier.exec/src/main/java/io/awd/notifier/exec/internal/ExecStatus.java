package io.awd.notifier.exec.internal;

import io.awd.api.object.Attribute;

/** What a notifier that runs programs reports. */
public record ExecStatus(
        @Attribute(text = "whether its program is there and may be executed") boolean ready,
        @Attribute(text = "why it is not ready; empty when it is") String notReady,
        @Attribute(text = "programs that run now") int running,
        @Attribute(text = "programs that wait for others to end") int waiting,
        @Attribute(text = "programs that ended with exit status 0") long acknowledged,
        @Attribute(text = "programs that ended with another exit status or by a signal") long failed,
        @Attribute(text = "programs that were killed because they took too long or their notifier went") long unknown,
        @Attribute(text = "attempts at which no program was started") long notSent,
        @Attribute(text = "what went wrong last; empty when nothing did") String lastError) {
}
