package io.awd.api.notifier;

/**
 * One step of an opt-script on its way out.
 *
 * @param incident the incident's id
 * @param watchdog the watchdog's id
 * @param number from 1
 * @param bytes what to send; must not be changed
 * @param timeoutMillis how long to wait for an answer, where one can come
 */
public record Step(String incident, String watchdog, int number, byte[] bytes, long timeoutMillis) {
}
