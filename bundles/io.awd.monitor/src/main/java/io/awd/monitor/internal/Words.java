package io.awd.monitor.internal;

import io.awd.api.object.AwdException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a line apart as QEMU's human monitor does: words stand between white space; a word that begins with a double quote reaches to the next
 * one and may hold {@code \n \r \\ \' \"}. Elsewhere quotes and backslashes stand for themselves.
 */
final class Words {
    private final String line;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /** @throws AwdException a quote without its end, or an escape that is none */
    static List<String> of(String line) throws AwdException {
        Words words = new Words(line);
        List<String> found = new ArrayList<>();
        while (words.skipBlanks()) {
            found.add(words.next());
        }
        return found;
    }

    private boolean skipBlanks() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at < line.length();
    }

    private String next() throws AwdException {
        if (line.charAt(at) == '"') {
            at++;
            return quoted();
        }
        int start = at;
        while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    private String quoted() throws AwdException {
        StringBuilder word = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return word.toString();
            }
            word.append(c == '\\' && at < line.length() ? escaped(line.charAt(at++)) : c);
        }
        throw new AwdException("unterminated string literal");
    }

    private static char escaped(char c) throws AwdException {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '\\', '\'', '"' -> c;
            default -> throw new AwdException("unsupported escape code: '\\" + c + "'");
        };
    }
}
