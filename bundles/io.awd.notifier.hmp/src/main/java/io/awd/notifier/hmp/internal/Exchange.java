package io.awd.notifier.hmp.internal;

import io.awd.api.iothread.IoThread;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One line and its answer. Everything on the io thread, but the making. */
final class Exchange {
    /** What QEMU shows when it waits for a line. */
    static final byte[] PROMPT = "(qemu) ".getBytes(StandardCharsets.US_ASCII);
    private final byte[] line;
    private final long timeoutMillis;
    private final long deadline;
    private final Reply reply;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private Optional<IoThread.Timer> timer = Optional.empty();
    private boolean echoed;

    /** @param deadline on the clock of its conversation, ns */
    Exchange(byte[] line, long timeoutMillis, long deadline) {
        this.line = line;
        this.timeoutMillis = timeoutMillis;
        this.deadline = deadline;
        this.reply = new Reply(Command.reading(line));
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
        if (echoed) {
            reply.line(Terminal.decoded(shown));
        } else {
            // an empty line is sent to see a new prompt; it does not matter which
            echoed = line.length == 0 || Arrays.equals(shown, line) || shown.length == PROMPT.length + line.length
                    && Arrays.equals(shown, 0, PROMPT.length, PROMPT, 0, PROMPT.length)
                    && Arrays.equals(shown, PROMPT.length, shown.length, line, 0, line.length);
        }
    }

    /** Whether the next prompt ends it. */
    boolean echoed() {
        return echoed;
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
