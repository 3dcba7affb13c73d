package io.awd.shell.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session on the terminal, on a daemon thread. The end of the input ends it and nothing else. */
final class TerminalDoor implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalDoor.class);
    private final String id;
    private final InputStream in;
    private Optional<RawTerminal> raw = Optional.empty();
    private boolean closed;

    /**
     * @param terminal asked for the terminal on the session's thread, as that runs programs; it is set back at the end. Empty: lines come as they are
     * @throws AwdException another has the input
     */
    TerminalDoor(String id, SharedInput input, OutputStream out, Supplier<Optional<RawTerminal>> terminal, CommandProcessor processor,
            Completion completion, String version, Counts counts) throws AwdException {
        this.id = id;
        in = input.take();
        Thread thread = new Thread(() -> serve(out, terminal, new Session(processor, completion, version, counts)), "awd-shell-" + id);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String filename() {
        return "terminal";
    }

    private record Session(CommandProcessor processor, Completion completion, String version, Counts counts) {
    }

    private void serve(OutputStream out, Supplier<Optional<RawTerminal>> terminal, Session session) {
        session.counts.began();
        try (in; Conversation conversation = new Conversation(session.processor, in, out, session.counts)) {
            if (take(terminal)) {
                conversation.edit(session.completion);
            }
            conversation.greet(session.version);
            conversation.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("shell {}: the session on the terminal failed", id, e);
        } finally {
            setBack();
            session.counts.ended();
        }
    }

    private synchronized boolean take(Supplier<Optional<RawTerminal>> terminal) {
        if (!closed) {
            raw = terminal.get();
        }
        return raw.isPresent();
    }

    private synchronized void setBack() {
        closed = true;
        raw.ifPresent(RawTerminal::close);
        raw = Optional.empty();
    }

    @Override
    public void close() {
        setBack();
        try {
            in.close();
        } catch (IOException e) {
            LOG.warn("shell {}: the terminal was not given back", id, e);
        }
    }
}
