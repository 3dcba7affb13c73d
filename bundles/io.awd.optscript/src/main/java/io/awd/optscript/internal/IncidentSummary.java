package io.awd.optscript.internal;

import java.util.List;

/**
 * An incident as the MBean shows it.
 *
 * @param incident its id
 * @param watchdog the watchdog's id
 * @param reason {@code timeout}, {@code startup-timeout}, {@code trigger}, {@code repeat}, {@code manual} or {@code recovered}
 * @param text one line
 * @param time wall clock
 * @param ageMs age of the last message
 * @param stalls how often we ran late ourselves before
 * @param script the script's file, or empty
 * @param digest SHA-256 of the script
 * @param state running, interrupted or ended
 * @param steps a line each: node, number, outcome, reply, text
 */
public record IncidentSummary(String incident, String watchdog, String reason, String text, String time, long ageMs, long stalls, String script,
        String digest, String state, List<String> steps) {
}
