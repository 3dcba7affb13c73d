package io.awd.notifier.hmp.internal;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What was seen of a connection before its first prompt. QEMU's echo tells which prompt is a line's own. AWD's monitor has none: there prompts
 * are counted. On a connection of which the begin was not seen, or on which an empty line went out before the first prompt, nobody knows how many
 * are on their way. One thread.
 */
final class Opening {
    static final String NO_PROMPT = "no prompt yet";
    static final String QMP = "it is a QMP monitor, not a human one";
    private static final Pattern GREETING = Pattern.compile("AWD .* monitor\\b.*");
    private boolean greeted;
    private boolean woken;
    private String obstacle = NO_PROMPT;

    void line(byte[] shown) {
        String text = new String(shown, StandardCharsets.ISO_8859_1);
        greeted |= GREETING.matcher(text).matches();
        obstacle = text.startsWith("{\"QMP\"") ? QMP : obstacle;
    }

    /** An empty line went out. */
    void woken() {
        woken = true;
    }

    /** Why there was no prompt. */
    String obstacle() {
        return obstacle;
    }

    /** Whether the prompt that stands there is the last one before a line is answered. */
    boolean certain(Dialect dialect) {
        return dialect == Dialect.QEMU || greeted && !woken;
    }
}
