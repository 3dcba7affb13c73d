package io.awd.api.optscript;

import java.time.Instant;

/**
 * Why a script runs.
 *
 * @param watchdog the id
 * @param reason {@code timeout}, …
 * @param ageMillis age of the last message; -1: there was none
 * @param text one line for people
 * @param stalls how often we ran late ourselves since the watchdog was made
 * @param time wall clock, for people
 */
public record Expiry(String watchdog, String reason, String text, long ageMillis, long stalls, Instant time) {
}
