package io.awd.notifier.qmp.internal;

import com.google.gson.JsonElement;

/** What became of a command. */
sealed interface Answer {
    /**
     * It was executed.
     *
     * @param text the value as JSON, cut
     */
    record Returned(JsonElement value, String text) implements Answer {
    }

    /** QEMU's error. */
    record Refused(String kind, String text) implements Answer {
        String line() {
            return kind + ": " + text;
        }
    }

    /** It went out, and no answer came within its time. */
    record Overdue(long millis) implements Answer {
        String line() {
            return "no answer within " + millis + " ms";
        }
    }

    /** It went out, and the connection ended before an answer came. */
    record Lost(String why) implements Answer {
    }

    /** Not one byte went out. */
    record NotSent(String why) implements Answer {
    }
}
