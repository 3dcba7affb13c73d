package io.awd.notifier.hmp.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Whose monitor it is: they differ in what they show before and after a line. */
enum Dialect {
    /** Shows the line that was typed, then what the command prints, then its prompt. Not all of its errors are marked as such. */
    QEMU("(qemu) "),
    /** Another AWD's monitor: shows no line again, marks every error, and answers each line, an empty one too, with exactly one prompt. */
    AWD("(awd) ");

    private final byte[] prompt;

    Dialect(String prompt) {
        this.prompt = prompt.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] prompt() {
        return prompt.clone();
    }

    /** The one whose prompt stands there, perhaps several times: nothing is shown between that of the greeting and that of an empty line. */
    static Optional<Dialect> shownBy(Terminal terminal) {
        return Arrays.stream(values()).filter(dialect -> terminal.repeats(dialect.prompt)).findFirst();
    }

    /** Whether this prompt stands there. */
    boolean shownIn(Terminal terminal) {
        return terminal.shows(prompt);
    }

    /** A shown line without the prompt before it. */
    byte[] withoutPrompt(byte[] shown) {
        boolean has = shown.length >= prompt.length && Arrays.equals(shown, 0, prompt.length, prompt, 0, prompt.length);
        return has ? Arrays.copyOfRange(shown, prompt.length, shown.length) : shown;
    }
}
