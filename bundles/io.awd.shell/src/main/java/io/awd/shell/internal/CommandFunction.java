package io.awd.shell.internal;

import io.awd.api.command.CommandTable;
import io.awd.api.object.AwdException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** One first word of AWD's commands in Gogo. An {@link AwdException} reaches the session, so the command counts as failed. */
final class CommandFunction implements Function {
    private final String word;
    private final Supplier<CommandTable> table;

    CommandFunction(String word, Supplier<CommandTable> table) {
        this.word = word;
        this.table = table;
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) throws AwdException {
        String result = table.get().run(Stream.concat(Stream.of(word), arguments.stream().map(String::valueOf)).toList());
        return result.isEmpty() ? null : result;
    }
}
