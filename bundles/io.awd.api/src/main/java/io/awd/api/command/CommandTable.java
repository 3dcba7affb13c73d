package io.awd.api.command;

import io.awd.api.object.AwdException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The commands that are there at one moment, found by the words of a line: the longest name wins ({@code info watchdogs} before {@code info}),
 * dash and underscore in a name are the same. Of two commands with one name the first one given is taken. Immutable; any thread.
 */
public final class CommandTable {
    private static final int COLUMN = 48;
    private final Map<String, Command> commands = new TreeMap<>();

    /** @param commands the better ones first */
    public CommandTable(Collection<? extends Command> commands) {
        commands.forEach(command -> this.commands.putIfAbsent(canonical(command.name()), command));
    }

    /** A name as it is compared: with dashes, words apart by one blank. */
    public static String canonical(String name) {
        return String.join(" ", name.strip().split("\\s+")).replace('_', '-');
    }

    /**
     * A command and what was given to it.
     *
     * @param command what to run
     * @param arguments the words behind its name
     */
    public record Match(Command command, List<String> arguments) {
    }

    /** Nothing is called so; the message is {@code unknown command: 'NAME'}, and names the topics where a first word has some. */
    public static final class UnknownCommandException extends AwdException {
        private static final long serialVersionUID = 1L;

        UnknownCommandException(String message) {
            super(message);
        }
    }

    /** The command that these words name. */
    public Optional<Match> find(List<String> words) {
        for (int n = words.size(); n > 0; n--) {
            Command command = commands.get(key(words.subList(0, n)));
            if (command != null) {
                return Optional.of(new Match(command, List.copyOf(words.subList(n, words.size()))));
            }
        }
        return Optional.empty();
    }

    /**
     * Runs the command that these words name. A first word that has topics only ({@code info}) shows them.
     *
     * @throws UnknownCommandException there is none
     * @throws AwdException the command's own reason
     */
    public String run(List<String> words) throws AwdException {
        Optional<Match> match = find(words);
        if (match.isPresent()) {
            return match.get().command().run(match.get().arguments());
        }
        Map<String, Command> topics = words.isEmpty() ? Map.of() : below(key(words.subList(0, 1)));
        if (topics.isEmpty()) {
            throw new UnknownCommandException("unknown command: '" + (words.isEmpty() ? "" : words.get(0)) + "'");
        }
        if (words.size() == 1) {
            return table(topics);
        }
        int first = words.get(0).length() + 1;
        throw new UnknownCommandException("unknown command: '" + words.get(0) + " " + words.get(1) + "' (there is: "
                + topics.keySet().stream().map(name -> name.substring(first)).collect(Collectors.joining(", ")) + ")");
    }

    /**
     * What the commands take and do, a line or two for each.
     *
     * @param words none for all commands, else a command's name, or a first word for its topics
     * @throws UnknownCommandException nothing is called so
     */
    public String help(List<String> words) throws UnknownCommandException {
        if (words.isEmpty()) {
            return table(commands);
        }
        Map<String, Command> wanted = below(key(words));
        Optional.ofNullable(commands.get(key(words))).ifPresent(command -> wanted.put(key(words), command));
        if (wanted.isEmpty()) {
            throw new UnknownCommandException("unknown command: '" + String.join(" ", words) + "'");
        }
        return table(wanted);
    }

    private Map<String, Command> below(String first) {
        Map<String, Command> topics = new TreeMap<>(commands);
        topics.keySet().removeIf(name -> !name.startsWith(first + " "));
        return topics;
    }

    private static String key(List<String> words) {
        // a blank inside a word was quoted: it must not pass for one between words
        return words.stream().map(word -> word.replace('_', '-').replace(' ', '\0')).collect(Collectors.joining(" "));
    }

    private static String table(Map<String, Command> commands) {
        int width = commands.entrySet().stream().mapToInt(e -> left(e).length()).filter(n -> n <= COLUMN).max().orElse(0);
        return commands.entrySet().stream().map(e -> line(left(e), e.getValue().text(), width)).collect(Collectors.joining("\n"));
    }

    private static String left(Map.Entry<String, Command> entry) {
        return (entry.getKey() + " " + entry.getValue().arguments()).strip();
    }

    private static String line(String left, String text, int width) {
        String gap = left.length() <= width ? " ".repeat(width - left.length() + 2) : "\n" + " ".repeat(width + 2);
        return left + gap + text;
    }
}
