package io.awd.notifier.chardev.internal;

import io.awd.api.object.Attribute;

/** What a raw notifier reports. */
public record NotifierStatus(
        @Attribute(text = "Whether a peer is connected, so that a script would go out at once") boolean ready,
        @Attribute(text = "Scripts sent") long sent,
        @Attribute(text = "Scripts of which no byte went out") long failed,
        @Attribute(text = "Scripts that went out in part, perhaps") long unknown,
        @Attribute(text = "Why the last one failed; empty when none did") String lastError) {
}
