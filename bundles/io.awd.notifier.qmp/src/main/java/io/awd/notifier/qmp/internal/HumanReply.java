package io.awd.notifier.qmp.internal;

import java.util.Optional;
import java.util.regex.Pattern;

/** What the human monitor printed: human-monitor-command returns it as if all were well, whatever it says. */
final class HumanReply {
    private static final String TRY = "Try \"help ";
    private static final Pattern ERROR = Pattern.compile("unknown command\\b.*|Error:.*|" + TRY + ".*|Command '.*' not available\\b.*|Device '.*' not found");

    private HumanReply() {
    }

    static String text(Answer.Returned returned) {
        return Json.string(returned.value()).orElse("").replace("\r", "").strip();
    }

    /** The line that says that it did not happen. */
    static Optional<String> error(String text) {
        String above = "";
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (ERROR.matcher(line).matches()) {
                // the line above says what is wrong, this one only whom to ask
                return Optional.of(line.startsWith(TRY) && !above.isEmpty() ? above : line);
            }
            above = line;
        }
        return Optional.empty();
    }
}
