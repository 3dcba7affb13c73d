package io.awd.notifier.qmp.internal;

import io.awd.api.iothread.IoThread;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A command that is out, or about to be. Everything on the io thread, but the making. */
final class Request {
    private final Command command;
    private final boolean step;
    private final long timeoutMillis;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private Optional<IoThread.Timer> timer = Optional.empty();

    /** @param step whether somebody else wants it, so that its time is nobody's fault but the command's */
    Request(Command command, boolean step, long timeoutMillis) {
        this.command = command;
        this.step = step;
        this.timeoutMillis = timeoutMillis;
    }

    Command command() {
        return command;
    }

    boolean step() {
        return step;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    CompletableFuture<Answer> answer() {
        return answer;
    }

    void timer(IoThread.Timer running) {
        timer = Optional.of(running);
    }

    void end(Answer how) {
        timer.ifPresent(IoThread.Timer::cancel);
        answer.complete(how);
    }
}
