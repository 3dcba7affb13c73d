package io.awd.secret.internal;

import io.awd.api.object.Attribute;

/** What a secret reports: nothing of its value. */
public record SecretStatus(
        @Attribute(text = "Whether it could be read when it was last needed") boolean loaded,
        @Attribute(text = "Why it could not be read; empty when it could") String lastError) {
}
