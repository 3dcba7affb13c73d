package io.awd.api.notifier;

/**
 * What became of a step.
 *
 * @param result the kind
 * @param detail the reply, or why it failed; may be empty
 */
public record Outcome(Result result, String detail) {
    /** The kinds of outcome. */
    public enum Result {
        /** The other side answered that it is done. */
        ACKNOWLEDGED,
        /** It went out whole; nothing can answer. */
        SENT,
        /** It did not happen. */
        FAILED,
        /** It went out, at least in part, and nobody knows what became of it. */
        UNKNOWN,
        /** It was not tried. */
        CANCELLED
    }
}
