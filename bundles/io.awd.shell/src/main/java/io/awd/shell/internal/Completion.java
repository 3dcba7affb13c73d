package io.awd.shell.internal;

import io.awd.api.command.Command;
import io.awd.api.command.CommandTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the last word of a line could become: a word of a command's name, or what the command itself proposes. Any thread. */
final class Completion {
    private final Supplier<? extends Collection<? extends Command>> commands;

    /** @param commands those that are there when it is asked */
    Completion(Supplier<? extends Collection<? extends Command>> commands) {
        this.commands = commands;
    }

    /** Whole words in their order; none: nothing fits. */
    List<String> of(String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.stripLeading().split("\\s+")));
        if (line.isBlank()) {
            words = new ArrayList<>(List.of(""));
        } else if (Character.isWhitespace(line.charAt(line.length() - 1))) {
            words.add("");
        }
        String last = words.get(words.size() - 1);
        List<String> before = words.subList(0, words.size() - 1);
        Collection<? extends Command> there = commands.get();
        Stream<String> names = names(there, before, last);
        Stream<String> values = new CommandTable(there).find(before).stream().flatMap(match -> values(match, last));
        return Stream.concat(names, values).distinct().sorted().toList();
    }

    private static Stream<String> names(Collection<? extends Command> there, List<String> before, String last) {
        List<String> typed = before.stream().map(CommandTable::canonical).toList();
        String prefix = last.replace('_', '-');
        return Stream.concat(Stream.of("help", "exit"), there.stream().map(command -> CommandTable.canonical(command.name())))
                .map(name -> List.of(name.split(" ")))
                .filter(name -> name.size() > typed.size() && name.subList(0, typed.size()).equals(typed) && name.get(typed.size()).startsWith(prefix))
                .map(name -> name.get(typed.size()));
    }

    private static Stream<String> values(CommandTable.Match match, String last) {
        List<String> words = new ArrayList<>(match.arguments());
        words.add(last);
        try {
            return match.command().complete(words).stream().filter(word -> word.startsWith(last));
        } catch (RuntimeException e) {
            // its bundle may be on its way out; nobody's line is lost for that
            return Stream.empty();
        }
    }

    /** What all of them begin with. */
    static Optional<String> common(List<String> words) {
        return words.stream().reduce((a, b) -> {
            int n = 0;
            while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
                n++;
            }
            return a.substring(0, n);
        });
    }
}
