package io.awd.watchdog.internal;

/**
 * What most likely broke.
 *
 * @param reason in a word
 * @param text what is known, to be put behind what was seen; may be empty
 */
record Cause(Reason reason, String text) {
}
