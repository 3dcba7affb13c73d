package io.awd.notifier.hmp.internal;

import io.awd.api.iothread.IoThread;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One line and its answer. Everything on the io thread, but the making. */
final class Exchange {
    private final byte[] line;
    private final long timeoutMillis;
    private final long deadline;
    private final Optional<String> mark;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private Optional<IoThread.Timer> timer = Optional.empty();
    private Dialect dialect = Dialect.QEMU;
    private Reply reply;
    private boolean begun;

    /** @param deadline on the clock of its conversation, ns */
    Exchange(byte[] line, long timeoutMillis, long deadline) {
        this(line, timeoutMillis, deadline, Optional.empty());
    }

    /** @param mark what the first line of its answer contains, and nothing that came before it does */
    Exchange(byte[] line, long timeoutMillis, long deadline, Optional<String> mark) {
        this.line = line;
        this.timeoutMillis = timeoutMillis;
        this.deadline = deadline;
        this.mark = mark;
        this.reply = new Reply(true);
    }

    /** It goes out now, to such a monitor. */
    void begin(Dialect spoken) {
        dialect = spoken;
        reply = new Reply(spoken == Dialect.AWD || Command.reading(line));
        begun = spoken == Dialect.AWD && mark.isEmpty();
    }

    byte[] bytes() {
        byte[] bytes = Arrays.copyOf(line, line.length + 1);
        bytes[line.length] = '\n';
        return bytes;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    long deadline() {
        return deadline;
    }

    void timer(IoThread.Timer running) {
        timer = Optional.of(running);
    }

    /** A line came: its echo, or what follows it. What comes before its echo belongs to something else, and so does its prompt. */
    void line(byte[] shown) {
        if (begun) {
            reply.line(Terminal.decoded(shown));
        } else if (mark.isPresent()) {
            begun = Terminal.decoded(shown).contains(mark.get());
        } else {
            // an empty line is sent to see a new prompt; it does not matter which
            begun = line.length == 0 || Arrays.equals(shown, line) || Arrays.equals(dialect.withoutPrompt(shown), line);
        }
    }

    /** Whether the next prompt ends it. */
    boolean begun() {
        return begun;
    }

    /** The monitor went away instead of showing a prompt; that is what {@code quit} does when it was read. */
    void left(String why) {
        boolean meant = begun && dialect == Dialect.QEMU && Command.leaving(line);
        end(meant ? new Answer.Replied(reply) : new Answer.Lost(why));
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    void replied() {
        end(new Answer.Replied(reply));
    }

    void end(Answer how) {
        timer.ifPresent(IoThread.Timer::cancel);
        answer.complete(how);
    }
}
