package io.awd.monitor.internal;

import io.awd.api.command.CommandTable;
import io.awd.api.object.AwdException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a line into the text that answers it. Called by one thread; the counters by any. */
final class Interpreter {
    private static final Logger LOG = LoggerFactory.getLogger(Interpreter.class);
    private final String id;
    private final Supplier<CommandTable> table;
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    Interpreter(String id, Supplier<CommandTable> table) {
        this.id = id;
        this.table = table;
    }

    long commands() {
        return commands.get();
    }

    long errors() {
        return errors.get();
    }

    /** @return lines separated by \n and without one at the end; empty: nothing to show */
    String answer(String line) {
        List<String> words = List.of();
        try {
            words = Words.of(line);
            if (words.isEmpty()) {
                return "";
            }
            commands.incrementAndGet();
            return run(words);
        } catch (CommandTable.UnknownCommandException e) {
            errors.incrementAndGet();
            return e.getMessage();
        } catch (AwdException e) {
            errors.incrementAndGet();
            return "Error: " + e.getMessage();
        } catch (RuntimeException | Error e) {
            // a command of a bundle that is being replaced may fail in any way; the monitor has to outlive it
            errors.incrementAndGet();
            // without its arguments: one may be a secret
            LOG.error("monitor {}: the command {} failed", id, words.isEmpty() ? "" : words.get(0), e);
            return "Error: internal error: " + e;
        }
    }

    private String run(List<String> words) throws AwdException {
        CommandTable present = table.get();
        if (words.get(0).equals("help") || words.get(0).equals("?")) {
            return present.help(words.subList(1, words.size()));
        }
        return present.run(words);
    }
}
