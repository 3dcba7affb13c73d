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
        /** It did not happen, or the other side answered that it refuses. */
        FAILED,
        /** It went out, at least in part, and nobody knows what became of it. Never sent again, but for a step that says it may be. */
        UNKNOWN,
        /** It was not tried. */
        CANCELLED,
        /** Not one byte went out: the executor tries it again until the deadline, and then records {@link #FAILED}. */
        NOT_SENT
    }

    /** The other side answered that it is done. */
    public static Outcome acknowledged(String reply) {
        return new Outcome(Result.ACKNOWLEDGED, reply);
    }

    /** It went out whole; nothing can answer. */
    public static Outcome sent() {
        return new Outcome(Result.SENT, "");
    }

    /** It did not happen. */
    public static Outcome failed(String why) {
        return new Outcome(Result.FAILED, why);
    }

    /** It went out, at least in part. */
    public static Outcome unknown(String why) {
        return new Outcome(Result.UNKNOWN, why);
    }

    /** It was not tried. */
    public static Outcome cancelled(String why) {
        return new Outcome(Result.CANCELLED, why);
    }

    /** Nothing of it went out. */
    public static Outcome notSent(String why) {
        return new Outcome(Result.NOT_SENT, why);
    }
}
