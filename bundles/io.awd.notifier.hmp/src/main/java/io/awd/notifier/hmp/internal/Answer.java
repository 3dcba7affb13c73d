package io.awd.notifier.hmp.internal;

/** What became of a line for the monitor. */
sealed interface Answer {
    /** The next prompt came. */
    record Replied(Reply reply) implements Answer {
    }

    /** It went out, and nobody knows what became of it. */
    record Lost(String why) implements Answer {
    }

    /** Not one byte went out. */
    record NotSent(String why) implements Answer {
    }
}
