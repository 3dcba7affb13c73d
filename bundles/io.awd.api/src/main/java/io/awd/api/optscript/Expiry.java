package io.awd.api.optscript;

import java.time.Instant;

/**
 * Why a script runs.
 *
 * @param watchdog the id
 * @param reason {@code timeout}, …
 * @param ageMillis age of the last message
 * @param time wall clock, for people
 */
public record Expiry(String watchdog, String reason, long ageMillis, Instant time) {
}
