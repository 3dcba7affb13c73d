package io.awd.notifier.mail.internal;

/** Text from outside as one line that may be kept or stand in a header: no control characters, not too long. */
final class Line {
    private static final int LONGEST = 1_000;

    private Line() {
    }

    static String of(String text) {
        return of(text, LONGEST);
    }

    static String of(String text, int longest) {
        String line = text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
        return line.length() > longest ? line.substring(0, longest) : line;
    }
}
