package io.awd.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lines that are typed on a terminal that shows nothing by itself. Only the end of a line is edited:
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>Tab</td><td>completes the last word, or shows what it could become</td></tr>
 * <tr><td>Backspace, ^W, ^U</td><td>take away a character, a word, all</td></tr>
 * <tr><td>up, down</td><td>lines that were typed before</td></tr>
 * <tr><td>^D</td><td>on an empty line: the input ends</td></tr>
 * </table>
 *
 * One thread.
 */
final class LineEditor {
    private static final int HISTORY = 100;
    private static final String BELL = "\u0007";
    private static final String ERASE_LINE = "\r\u001b[K";
    private final InputStream in;
    private final PrintStream out;
    private final String prompt;
    private final Completion completion;
    private final List<String> history = new ArrayList<>();
    private String line = "";
    private int shown;

    /** @param prompt stands before the line when it is drawn anew */
    LineEditor(InputStream in, PrintStream out, String prompt, Completion completion) {
        this.in = in;
        this.out = out;
        this.prompt = prompt;
        this.completion = completion;
    }

    /** A line without its end; empty: the input has ended. */
    Optional<String> readLine() throws IOException {
        line = "";
        shown = history.size();
        int key = in.read();
        while (key != '\n' && key != '\r') {
            if (key < 0 || key == 4 && line.isEmpty()) {
                return Optional.empty();
            }
            take(key);
            out.flush();
            key = in.read();
        }
        show("\n");
        if (!line.isBlank() && (history.isEmpty() || !history.get(history.size() - 1).equals(line))) {
            history.add(line);
            if (history.size() > HISTORY) {
                history.remove(0);
            }
        }
        return Optional.of(line);
    }

    private void take(int key) throws IOException {
        switch (key) {
            case '\t' -> complete();
            case '\b', 127 -> cut(line.isEmpty() ? 0 : line.offsetByCodePoints(line.length(), -1));
            case 23 -> cut(line.stripTrailing().lastIndexOf(' ') + 1);
            case 21 -> cut(0);
            case 27 -> escape();
            default -> {
                if (key >= ' ') {
                    insert(character(key));
                }
            }
        }
    }

    private String character(int first) throws IOException {
        int more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        byte[] bytes = new byte[1 + more];
        bytes[0] = (byte) first;
        int there = in.readNBytes(bytes, 1, more);
        return new String(bytes, 0, 1 + there, StandardCharsets.UTF_8);
    }

    private void insert(String text) {
        if (line.length() + text.length() > Conversation.LINE_LIMIT) {
            show(BELL);
            return;
        }
        line += text;
        show(text);
    }

    private void cut(int length) {
        if (length == line.length()) {
            show(BELL);
        } else {
            become(line.substring(0, length));
        }
    }

    private void become(String other) {
        line = other;
        show(ERASE_LINE + prompt + line);
    }

    private void escape() throws IOException {
        int key = in.read();
        if (key == '[' || key == 'O') {
            do {
                key = in.read();
            } while (key >= 0 && key < '@');
            recall(key == 'A' ? shown - 1 : key == 'B' ? shown + 1 : shown);
        }
    }

    private void recall(int index) {
        if (index < 0 || index > history.size() || index == shown) {
            show(BELL);
            return;
        }
        shown = index;
        become(index == history.size() ? "" : history.get(index));
    }

    private void complete() {
        List<String> words = completion.of(line);
        int typed = line.length() - (line.lastIndexOf(' ') + 1);
        String common = Completion.common(words).orElse("");
        if (words.size() == 1) {
            boolean open = common.endsWith("=") || common.endsWith(",") || common.endsWith("/");
            replace(typed, common + (open ? "" : " "));
        } else if (common.length() > typed) {
            replace(typed, common);
        } else if (words.isEmpty()) {
            show(BELL);
        } else {
            show("\n" + String.join("  ", words) + "\n" + prompt + line);
        }
    }

    /** The word may have been typed with underscores where its name has dashes. */
    private void replace(int typed, String word) {
        String start = line.substring(0, line.length() - typed);
        if (word.startsWith(line.substring(start.length()))) {
            insert(word.substring(typed));
        } else {
            become(start + word);
        }
    }

    private void show(String text) {
        out.print(text);
        out.flush();
    }
}
