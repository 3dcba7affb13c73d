package io.awd.itests;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parts of the manual page that repeat what the program says of itself: types, their properties, commands. They stand between two comments;
 * {@code itests/documents} writes them anew.
 */
final class Reference {
    private static final Pattern PART = Pattern.compile("(?<=^\\.\\\\\" made from the program's own help; itests/documents writes it anew\n).*?(?=^\\.\\\\\" end$)",
            Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("^  (\\S+) +- (.*)$", Pattern.MULTILINE);
    private static final Pattern PROPERTY = Pattern.compile("^  (\\S+?)=<(\\S+)> +- (.*)$", Pattern.MULTILINE);
    private static final Pattern COMMAND = Pattern.compile("^(\\S.*?)(?:  +|\n +)(\\S.*)$", Pattern.MULTILINE);
    private final ShellSocket shell;

    Reference(Awd awd) {
        shell = ShellSocket.of(awd);
    }

    /** The manual page as it should be. */
    String in(String page) {
        Matcher parts = PART.matcher(page);
        List<String> texts = List.of(types("chardev-add"), types("object-add"), commands());
        int[] next = {0};
        return parts.replaceAll(part -> Matcher.quoteReplacement(texts.get(next[0]++)));
    }

    private String types(String command) {
        return TYPE.matcher(shell.ask(command + " help")).results()
                .map(type -> ".SS " + roff(type.group(1)) + "\n" + sentence(type.group(2)) + "\n" + properties(shell.ask(command + " " + type.group(1) + ",help")))
                .collect(Collectors.joining());
    }

    private static String properties(String help) {
        return PROPERTY.matcher(help).results()
                .map(p -> ".TP\n\\fB" + roff(p.group(1)) + "\\fR=\\fI" + roff(p.group(2)) + "\\fR\n" + sentence(p.group(3)) + "\n").collect(Collectors.joining());
    }

    private String commands() {
        return COMMAND.matcher(shell.ask("help")).results()
                .map(c -> ".TP\n.B " + roff(c.group(1)) + "\n" + sentence(c.group(2)) + "\n").collect(Collectors.joining());
    }

    private static String sentence(String text) {
        return roff(Character.toUpperCase(text.charAt(0)) + text.substring(1));
    }

    private static String roff(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
