package io.awd.shell.internal;

import io.awd.api.command.CommandTable;
import io.awd.api.object.AwdException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/**
 * One Gogo session over two streams. Gogo's own {@code gosh} is not used: it stops the framework at the end of its input, takes bytes for
 * characters and reads profiles. One thread.
 */
final class Conversation implements AutoCloseable {
    static final String PROMPT = "awd> ";
    static final int LINE_LIMIT = 64 * 1024;
    private static final int END_OF_TRANSMISSION = 4;
    private final InputStream in;
    private final PrintStream out;
    private final CommandSession session;
    private final Counts counts;
    private Optional<LineEditor> editor = Optional.empty();
    private boolean sessionClosed;

    Conversation(CommandProcessor processor, InputStream in, OutputStream out, Counts counts) {
        this.in = in;
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
        this.counts = counts;
        session = processor.createSession(in, this.out, this.out);
        // AWD's commands come first where others have the same name (help)
        session.put("SCOPE", "awd:*");
        session.put("prompt", PROMPT);
        // an argument with a star in it is ours to understand, not a list of files
        session.put(CommandSession.OPTION_NO_GLOB, true);
    }

    /** The other side is a terminal that shows nothing by itself: what is typed is shown and completed from now on. */
    void edit(Completion completion) {
        editor = Optional.of(new LineEditor(in, out, PROMPT, completion));
    }

    void greet(String version) {
        out.print("AWD " + version + " shell - type 'help' for AWD's commands, 'exit' to leave\n" + PROMPT);
        out.flush();
    }

    /** Runs lines until the input ends or {@code exit}. The prompt stands there already. */
    void run() throws IOException {
        Optional<String> line = readLine();
        while (line.isPresent() && !leaves(line.get())) {
            if (!line.get().isBlank()) {
                execute(line.get());
            }
            if (closed()) {
                return;
            }
            out.print(PROMPT);
            out.flush();
            line = readLine();
        }
        if (line.isEmpty()) {
            // leaves what follows on a terminal on a line of its own
            out.print("\n");
        }
    }

    private static boolean leaves(String line) {
        return line.strip().equals("exit") || line.strip().equals("logout");
    }

    /** Gogo's runtime has been stopped or is being replaced, or the client is gone. */
    private boolean closed() {
        return sessionClosed || out.checkError();
    }

    /** Runs one line and shows its result. Returns whether it succeeded. */
    boolean execute(String line) {
        counts.commands.incrementAndGet();
        try {
            Object result = session.execute(line);
            session.put("_", result);
            if (result != null) {
                String text = session.format(result, Converter.INSPECT).toString();
                out.print(text.endsWith("\n") ? text : text + "\n");
            }
            return true;
        } catch (Exception | Error e) {
            failed(e);
            return false;
        }
    }

    private void failed(Throwable e) {
        sessionClosed = e instanceof IllegalStateException && "session is closed".equals(e.getMessage());
        session.put("exception", e);
        out.print(message(e) + "\n");
    }

    private static String message(Throwable e) {
        if (e instanceof CommandTable.UnknownCommandException) {
            return e.getMessage();
        } else if (e instanceof CommandNotFoundException unknown) {
            return "unknown command: '" + unknown.getCommand() + "'";
        } else if (e instanceof AwdException) {
            return "Error: " + e.getMessage();
        }
        return "Error: " + e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    /** A line without its end; empty: the input has ended. What stands behind the last line's end was cut off, so it is no command. */
    Optional<String> readLine() throws IOException {
        return editor.isPresent() ? editor.get().readLine() : rawLine();
    }

    private Optional<String> rawLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        while (c != '\n') {
            if (c < 0 || c == END_OF_TRANSMISSION && line.size() == 0) {
                return Optional.empty();
            }
            // one more than the limit shows that it is exceeded; the rest is read but not kept
            if (line.size() <= LINE_LIMIT) {
                line.write(c);
            }
            c = in.read();
        }
        if (line.size() > LINE_LIMIT) {
            out.print("Error: line is longer than " + LINE_LIMIT + " bytes\n");
            return Optional.of("");
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /** Closes the session, not the streams. */
    @Override
    public void close() {
        out.flush();
        session.close();
    }
}
