package io.awd.notifier.hmp.internal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said of a line for the monitor before it is sent. */
final class Command {
    /** QEMU drops what goes beyond without a word, and executes the rest. */
    static final int LIMIT = 4095;
    private static final int CSI = 0x9b;
    private static final Pattern NAME = Pattern.compile("\\s*([^\\s/]*)");
    private static final Pattern POSSIBLE = Pattern.compile("[A-Za-z0-9_-]+|\\?");
    private static final Pattern TOPIC = Pattern.compile("\\s*info\\s+([A-Za-z0-9_-]+).*");
    /** They print what they were asked for, whatever words are in it. */
    private static final Set<String> READING = Set.of("info", "help", "?", "x", "xp", "p", "print", "i", "ringbuf_read", "sum", "qom-get", "qom-list",
            "gva2gpa", "gpa2hva", "gpa2hpa", "qemu-io");

    /** After them no prompt comes: QEMU ends. */
    private static final Set<String> LEAVING = Set.of("quit", "q");

    private Command() {
    }

    /** Why it cannot be sent. */
    static Optional<String> fault(byte[] line) {
        if (line.length > LIMIT) {
            return Optional.of("longer than the " + LIMIT + " bytes that QEMU reads of a line");
        }
        boolean blank = true;
        for (byte b : line) {
            int value = b & 0xff;
            if (value < ' ' || value == 127) {
                return Optional.of(String.format("a control character (0x%02x) in the line", value));
            } else if (value == CSI) {
                return Optional.of("a byte 0x9b in the line, which QEMU takes for the begin of an escape sequence");
            }
            blank &= value == ' ';
        }
        return blank ? Optional.of("an empty line") : Optional.empty();
    }

    /** The command's name as QEMU cuts it off. */
    static String name(byte[] line) {
        Matcher found = NAME.matcher(new String(line, StandardCharsets.UTF_8));
        return found.lookingAt() ? found.group(1) : "";
    }

    /** Whether a command may have that name. */
    static boolean possible(String name) {
        return POSSIBLE.matcher(name).matches();
    }

    /** Whether it only prints. */
    static boolean reading(byte[] line) {
        return READING.contains(name(line));
    }

    /** Whether it ends QEMU. */
    static boolean leaving(byte[] line) {
        return LEAVING.contains(name(line));
    }

    /** The line that asks what this one is. */
    static String help(byte[] line) {
        Matcher topic = TOPIC.matcher(new String(line, StandardCharsets.UTF_8));
        return "help " + (topic.matches() ? "info " + topic.group(1) : name(line));
    }
}
