package io.awd.optscript.internal;

import java.nio.charset.StandardCharsets;

/** Bytes of scripts and replies as people are shown them: the beginning, in one line. */
final class Printable {
    private static final int SHOWN = 200;

    private Printable() {
    }

    static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] bytes) {
        int end = Math.min(bytes.length, SHOWN);
        while (end < bytes.length && end > SHOWN - 4 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        String text = new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
        if (plain(text)) {
            return bytes.length > SHOWN ? text + "…" : text;
        }
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.append(c == '\n' ? "\\n" : Character.isISOControl(c) ? "." : Character.toString(c)));
        return line + (bytes.length > SHOWN ? "…" : "");
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
