package io.awd.api.notifier;

/**
 * What a dry run found out.
 *
 * @param step the step it is about, from 1; 0: the notifier itself
 * @param good whether it would work on the day, as far as one can tell
 * @param text one line: what was found; never a secret
 */
public record Finding(int step, boolean good, String text) {
}
