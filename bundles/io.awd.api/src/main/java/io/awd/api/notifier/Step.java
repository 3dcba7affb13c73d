package io.awd.api.notifier;

import java.nio.charset.StandardCharsets;

/**
 * One step of an opt-script on its way out.
 *
 * @param incident what it belongs to
 * @param number from 1
 * @param bytes what to send; must not be changed. The script's file for {@link Notifier.Syntax#RAW} and {@link Notifier.Syntax#INCIDENT} (empty
 *        without a script; an alert's line), a line without its prefixes and newline for {@link Notifier.Syntax#LINES}
 * @param timeoutMillis how long to wait for an answer, where one can come
 */
public record Step(Incident incident, int number, byte[] bytes, long timeoutMillis) {
    /** The bytes as UTF-8 text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
