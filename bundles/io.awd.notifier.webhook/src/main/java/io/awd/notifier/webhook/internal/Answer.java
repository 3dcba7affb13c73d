package io.awd.notifier.webhook.internal;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** What a server answers: its status, and the beginning of its body as far as it came. Of an endless body the rest is refused. */
final class Answer implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {
    private static final int LARGEST = 64 << 10;
    private static final int SHOWN = 200;
    /** More than the shown characters can take. */
    private static final int KEPT = 4 * SHOWN;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
    private volatile Optional<Integer> status = Optional.empty();
    private volatile Optional<Flow.Subscription> subscription = Optional.empty();
    private int read;

    @Override
    public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        status = Optional.of(info.statusCode());
        return this;
    }

    /** Empty: no answer has begun. */
    Optional<Integer> status() {
        return status;
    }

    /** The first characters that came. */
    synchronized String text() {
        return Text.of(beginning.toString(StandardCharsets.UTF_8), SHOWN);
    }

    @Override
    public CompletionStage<Void> getBody() {
        return over;
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        subscription = Optional.of(source);
        source.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        buffers.forEach(this::take);
        if (read() < LARGEST) {
            subscription.ifPresent(source -> source.request(1));
        } else {
            subscription.ifPresent(Flow.Subscription::cancel);
            over.complete(null);
        }
    }

    private synchronized void take(ByteBuffer buffer) {
        read += buffer.remaining();
        byte[] kept = new byte[Math.min(buffer.remaining(), KEPT - beginning.size())];
        buffer.get(kept);
        beginning.writeBytes(kept);
    }

    private synchronized int read() {
        return read;
    }

    @Override
    public void onError(Throwable error) {
        over.complete(null);
    }

    @Override
    public void onComplete() {
        over.complete(null);
    }
}
