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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A script as it was read.
 *
 * @param bytes the file; none: there is no script, and only the news goes out
 * @param digest SHA-256 of the bytes, or empty
 * @param sections the nodes that have steps of their own
 * @param common whether there are steps for every node
 */
record Content(byte[] bytes, String digest, Set<String> sections, boolean common) {
    private static final Logger LOG = LoggerFactory.getLogger("awd.optscript");

    /** {@code [ID]}: the steps that follow are for that node alone. */
    private static final Pattern SECTION = Pattern.compile("\\[([A-Za-z][A-Za-z0-9._-]*)]");

    /** No script. */
    static final Content NONE = new Content(new byte[0], "", Set.of(), true);

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
        List<String> text = text(bytes);
        Set<String> sections = text.stream().map(SECTION::matcher).filter(Matcher::matches).map(head -> head.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Content(bytes, sha256(bytes), sections, sections.isEmpty() || !SECTION.matcher(text.get(0)).matches());
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
    List<Line> lines(Notifier.Syntax syntax, String node) {
        return switch (syntax) {
            case RAW -> bytes.length == 0 ? List.of() : List.of(new Line(bytes, false, false));
            case INCIDENT -> List.of(new Line(bytes, false, false));
            case LINES -> commands(node);
        };
    }

    /** What stands before the first section is for every node. */
    private List<Line> commands(String node) {
        List<Line> lines = new ArrayList<>();
        String section = node;
        for (String line : text(bytes)) {
            Matcher head = SECTION.matcher(line);
            if (head.matches()) {
                section = head.group(1);
            } else if (section.equals(node)) {
                lines.add(line(line));
            }
        }
        return lines;
    }

    /** The lines that say something; their bytes stay as they are, whatever their encoding. */
    private static List<String> text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    }

    /** Whether a node is to get anything of it: one that is left out by the sections is none of this script's. Cheap. */
    boolean isFor(String node) {
        return common || sections.contains(node);
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
