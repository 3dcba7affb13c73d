package io.awd.notifier.webhook.internal;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** One request. Blocks its thread; knows at its end whether a byte of it can have arrived. */
final class Attempt {
    private enum State { IDLE, BEGUN, GIVEN_UP }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final Answer answer = new Answer();
    private final Target target;

    Attempt(Target target) {
        this.target = target;
    }

    /**
     * The client asks for the length before the first byte of the header goes out, after connection and TLS handshake: from then on it has begun, and
     * if it was given up before, it never does.
     */
    private final class Body implements HttpRequest.BodyPublisher {
        private final HttpRequest.BodyPublisher bytes;

        Body(byte[] bytes) {
            this.bytes = HttpRequest.BodyPublishers.ofByteArray(bytes);
        }

        @Override
        public long contentLength() {
            if (state.updateAndGet(now -> now == State.IDLE ? State.BEGUN : now) == State.GIVEN_UP) {
                throw new IllegalStateException("given up");
            }
            return bytes.contentLength();
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            bytes.subscribe(subscriber);
        }
    }

    /**
     * @param connectMillis until the request must have begun
     * @param deadline of System.nanoTime
     * @param stop ends it early, and says why
     */
    End run(HttpClient client, HttpRequest.Builder request, byte[] body, long connectMillis, long deadline, CompletableFuture<String> stop) {
        long started = System.nanoTime();
        CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(request.POST(new Body(body)).build(), answer);
        CompletableFuture<Object> either = CompletableFuture.anyOf(exchange, stop);
        try {
            long first = Math.min(TimeUnit.MILLISECONDS.toNanos(connectMillis), deadline - started);
            if (!over(either, first)) {
                if (giveUp()) {
                    return new End.NothingSent("no connection to " + target.where() + " within " + millis(first) + " ms");
                } else if (!over(either, deadline - System.nanoTime())) {
                    return end("no answer within " + millis(deadline - started) + " ms");
                }
            }
            return stop.isDone() && !exchange.isDone() ? end(stop.join()) : answered().orElseGet(() -> new End.Lost("no answer"));
        } catch (ExecutionException e) {
            return answered().orElseGet(() -> failed(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return end("interrupted");
        } finally {
            exchange.cancel(true);
        }
    }

    /** Rounded up: what is left of a time is always a little less. */
    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
    }

    private static boolean over(CompletableFuture<Object> either, long nanos) throws ExecutionException, InterruptedException {
        try {
            either.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private boolean giveUp() {
        return state.compareAndSet(State.IDLE, State.GIVEN_UP);
    }

    /** That the head of an answer came is an answer, even if its body never ends. */
    private Optional<End> answered() {
        return answer.status().map(status -> new End.Answered(status, answer.text()));
    }

    private End end(String why) {
        return giveUp() ? new End.NothingSent(why) : answered().orElseGet(() -> new End.Lost(why));
    }

    private End failed(Throwable error) {
        if (!giveUp()) {
            return new End.Lost("no answer: " + Text.of(error));
        }
        Optional<String> refusal = Text.refusal(error);
        return refusal.isPresent() ? new End.Refused(refusal.get()) : new End.NothingSent("cannot connect to " + target.where() + why(error));
    }

    private static String why(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return ": its name cannot be resolved";
            } else if (cause.getMessage() != null) {
                return ": " + Text.of(cause);
            }
        }
        return "";
    }
}
