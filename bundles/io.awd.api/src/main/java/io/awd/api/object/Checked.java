package io.awd.api.object;

/**
 * One line of what {@link ObjectContainer#check} found.
 *
 * @param id of the object, or of the chardev
 * @param property of that object: whose script or node it is about; empty: it is about the object itself
 * @param node the notification node; empty: none
 * @param step the step of the script; empty: none
 * @param good whether it would work, as far as one can tell
 * @param text what was found, in a few words; never a secret
 */
public record Checked(String id, String property, String node, String step, boolean good, String text) {
}
