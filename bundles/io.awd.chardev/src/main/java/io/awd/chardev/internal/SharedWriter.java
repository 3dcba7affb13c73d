package io.awd.chardev.internal;

import io.awd.api.chardev.Writer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** One share in a chardev. */
final class SharedWriter implements Writer {
    private final Holding holding;
    private final Function<byte[], CompletionStage<Void>> output;
    private final AtomicBoolean closed = new AtomicBoolean();

    SharedWriter(Holding holding, Function<byte[], CompletionStage<Void>> output) {
        this.holding = holding;
        this.output = output;
    }

    @Override
    public CompletionStage<Void> write(byte[] bytes) {
        return closed.get() ? CompletableFuture.failedFuture(new IOException("closed")) : output.apply(bytes);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            holding.giveBackShare();
        }
    }
}
