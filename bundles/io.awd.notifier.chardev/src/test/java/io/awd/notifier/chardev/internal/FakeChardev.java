package io.awd.notifier.chardev.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.NothingSentException;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A chardev that keeps what was written, or fails as it is told. */
final class FakeChardev implements Chardev {
    final List<byte[]> written = new ArrayList<>();
    boolean connected = true;
    boolean held;
    int writers;
    private Optional<CompletionStage<Void>> answer = Optional.empty();

    /** Every write ends so. */
    void answers(CompletionStage<Void> stage) {
        answer = Optional.of(stage);
    }

    void fails(Throwable error) {
        answers(CompletableFuture.failedStage(error));
    }

    @Override
    public String filename() {
        return "fake";
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public Attachment attach(Reader reader, IoThread thread) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Writer writer() throws AwdException {
        if (held) {
            throw new AwdException("Device 'heartbeat0' is in use");
        }
        writers++;
        return new Share();
    }

    private final class Share implements Writer {
        private boolean closed;

        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            if (!connected) {
                return CompletableFuture.failedStage(new NothingSentException("not connected"));
            }
            written.add(bytes);
            return answer.orElse(CompletableFuture.completedStage(null));
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                writers--;
            }
        }
    }
}
