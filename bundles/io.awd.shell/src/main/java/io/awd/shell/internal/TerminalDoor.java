package io.awd.shell.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.felix.service.command.CommandProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session on the terminal, on a daemon thread. The end of the input ends it and nothing else. */
final class TerminalDoor implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(TerminalDoor.class);
    private final String id;
    private final InputStream in;

    TerminalDoor(String id, SharedInput input, OutputStream out, CommandProcessor processor, String version, Counts counts)
            throws AwdException {
        this.id = id;
        in = input.take();
        Thread thread = new Thread(() -> serve(out, processor, version, counts), "awd-shell-" + id);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public String filename() {
        return "terminal";
    }

    private void serve(OutputStream out, CommandProcessor processor, String version, Counts counts) {
        counts.began();
        try (in; Conversation conversation = new Conversation(processor, in, out, counts)) {
            conversation.greet(version);
            conversation.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("shell {}: the session on the terminal failed", id, e);
        } finally {
            counts.ended();
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            LOG.warn("shell {}: the terminal was not given back", id, e);
        }
    }
}
