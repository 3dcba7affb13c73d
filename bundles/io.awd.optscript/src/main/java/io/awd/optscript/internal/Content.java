package io.awd.optscript.internal;

import io.awd.api.chardev.Writer;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.AwdException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A script as it was read.
 *
 * @param bytes the file; none: there is no script, and only the news goes out
 * @param digest SHA-256 of the bytes, or empty
 */
record Content(byte[] bytes, String digest) {
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");

    /** No script. */
    static final Content NONE = new Content(new byte[0], "");

    /**
     * What one step sends.
     *
     * @param bytes without prefixes
     * @param ignoreError {@code -} before it: the next step is sent whatever becomes of this one
     * @param repeatable {@code +} before it: it may be sent again when its answer was lost
     */
    record Line(byte[] bytes, boolean ignoreError, boolean repeatable) {
    }

    static Content of(byte[] bytes) {
        return new Content(bytes, sha256(bytes));
    }

    /** @throws AwdException it cannot be read, is empty or too large */
    static Content read(Path file, String owner, String property) throws AwdException {
        if (!Files.isReadable(file)) {
            throw new AwdException("advanced-watchdog can't open " + property + ": " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Writer.LIMIT + 1);
            if (bytes.length > Writer.LIMIT) {
                throw new AwdException("advanced-watchdog can't read " + property + ": " + file + " (larger than " + Writer.LIMIT + " bytes)");
            } else if (bytes.length > 0) {
                if (bytes[bytes.length - 1] != '\n') {
                    LOG.warn("{}: {} does not end with a newline: a monitor will not execute its last line", owner, file);
                }
                return of(bytes);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
        }
        throw new AwdException("advanced-watchdog can't read " + property + ": " + file);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The steps for a node. Of a script without a file there are none, but for a node that only tells of the incident. */
    List<Line> lines(Notifier.Syntax syntax) {
        return switch (syntax) {
            case RAW -> bytes.length == 0 ? List.of() : List.of(new Line(bytes, false, false));
            case INCIDENT -> List.of(new Line(bytes, false, false));
            case LINES -> commands();
        };
    }

    private List<Line> commands() {
        List<Line> lines = new ArrayList<>();
        // the bytes of a line stay as they are, whatever their encoding
        for (String each : new String(bytes, StandardCharsets.ISO_8859_1).split("\n")) {
            String line = each.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(line(line));
            }
        }
        return lines;
    }

    private static Line line(String text) {
        int start = 0;
        boolean ignoreError = false;
        boolean repeatable = false;
        while (start < text.length() && "-+ ".indexOf(text.charAt(start)) >= 0) {
            ignoreError |= text.charAt(start) == '-';
            repeatable |= text.charAt(start) == '+';
            start++;
        }
        return new Line(text.substring(start).getBytes(StandardCharsets.ISO_8859_1), ignoreError, repeatable);
    }
}
