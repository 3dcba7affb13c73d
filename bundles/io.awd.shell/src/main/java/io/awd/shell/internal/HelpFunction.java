package io.awd.shell.internal;

import io.awd.api.command.CommandTable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** {@code help [COMMAND]}: AWD's commands; what only the framework knows is passed on to {@code felix:help}. */
final class HelpFunction implements Function {
    private static final String FELIX_HELP = "felix:help";
    private final Supplier<CommandTable> table;

    HelpFunction(Supplier<CommandTable> table) {
        this.table = table;
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) throws Exception {
        List<String> words = arguments.stream().map(String::valueOf).toList();
        Object felix = session.get(FELIX_HELP);
        try {
            String text = table.get().help(words);
            return words.isEmpty() && felix != null ? text + "\n\n" + FELIX_HELP + " lists the framework's commands" : text;
        } catch (CommandTable.UnknownCommandException e) {
            if (felix instanceof Function function && words.size() == 1 && known(session, words.get(0))) {
                return function.execute(session, arguments);
            }
            throw e;
        }
    }

    private static boolean known(CommandSession session, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return session.get(".commands") instanceof Set<?> commands
                && commands.stream().map(String::valueOf).anyMatch(command -> command.equals(wanted) || command.endsWith(":" + wanted));
    }
}
