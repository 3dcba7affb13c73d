package io.awd.notifier.hmp.internal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the monitor printed between a line's echo and the next prompt. Most commands that do something print nothing when they did it, but not all
 * errors are marked as such: {@code drive_del} says just {@code Device 'x' not found}.
 */
final class Reply {
    /** In characters; what goes beyond is not kept, but looked at. */
    static final int LIMIT = 64 * 1024;
    private static final String TRY = "Try \"help ";
    private static final Pattern SURE = Pattern.compile("unknown command\\b.*|Error:.*|" + TRY + ".*|Command '.*' not available\\b.*");
    private static final Pattern LIKELY = Pattern.compile("(?:invalid|could not|cannot|can't|failed|unable|unknown|unexpected|no cpu available)\\b.*"
            + "|(?:device|node|parameter|chardev|property|block device|'commit' error) .*"
            + "|log items \\(comma separated\\):.*"
            + "|.*\\b(?:not found|not supported|not available)\\b.*", Pattern.CASE_INSENSITIVE);
    private final boolean reading;
    private final StringBuilder text = new StringBuilder();
    private Optional<String> error = Optional.empty();
    private String before = "";

    /** @param reading whether only the marked errors count, because the command prints what others have written */
    Reply(boolean reading) {
        this.reading = reading;
    }

    void line(String line) {
        if (error.isEmpty() && (SURE.matcher(line).matches() || !reading && LIKELY.matcher(line).matches())) {
            // the line above says what is wrong, this one only whom to ask
            error = Optional.of(line.startsWith(TRY) && !before.isEmpty() ? before : line);
        }
        before = line;
        int room = LIMIT - text.length();
        if (room > 0) {
            text.append(line, 0, Math.min(line.length(), room));
            if (text.length() < LIMIT) {
                text.append('\n');
            }
        }
    }

    /** What it refused, in its own words. */
    Optional<String> error() {
        return error;
    }

    /** All of it, as far as it was kept. */
    String text() {
        return text.toString().stripTrailing();
    }
}
