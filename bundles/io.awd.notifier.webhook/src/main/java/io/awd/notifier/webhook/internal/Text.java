package io.awd.notifier.webhook.internal;

import java.security.cert.CertificateException;
import java.util.Optional;

/** Words of others as people are shown them: in one line, and not too long. */
final class Text {
    private static final int LONGEST = 300;

    private Text() {
    }

    static String of(String text, int longest) {
        StringBuilder line = new StringBuilder();
        text.strip().codePoints().limit(longest).forEach(c -> line.appendCodePoint(isShown(c) ? c : ' '));
        return line.toString();
    }

    private static boolean isShown(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
    }

    /** What an exception says, or else what it is. */
    static String of(Throwable error) {
        return of(Optional.ofNullable(error.getMessage()).filter(text -> !text.isBlank()).orElseGet(() -> error.getClass().getSimpleName()), LONGEST);
    }

    /** Why a certificate was not trusted, if that is what went wrong. */
    static Optional<String> refusal(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return Optional.of("certificate refused: " + of(root(cause)));
            }
        }
        return Optional.empty();
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause().getMessage() != null) {
            root = root.getCause();
        }
        return root;
    }
}
