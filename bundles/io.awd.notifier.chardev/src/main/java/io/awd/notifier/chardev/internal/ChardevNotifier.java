package io.awd.notifier.chardev.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.NothingSentException;
import io.awd.api.chardev.Writer;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes whole scripts to one chardev. */
final class ChardevNotifier implements Instance<ChardevNotifierType.Properties>, Notifier {
    private static final Logger LOG = LoggerFactory.getLogger("awd.notifier");
    private final String id;
    private final Link<Chardev> link;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private volatile String lastError = "";
    private volatile Optional<Writer> writer = Optional.empty();

    ChardevNotifier(Creation<ChardevNotifierType.Properties> creation) {
        this.id = creation.id();
        this.link = creation.link("chardev", Chardev.class).orElseThrow();
        Map<String, String> memento = creation.memento();
        sent.set(Long.parseLong(memento.getOrDefault("sent", "0")));
        failed.set(Long.parseLong(memento.getOrDefault("failed", "0")));
        unknown.set(Long.parseLong(memento.getOrDefault("unknown", "0")));
        lastError = memento.getOrDefault("last_error", "");
    }

    /** @throws AwdException somebody has the chardev alone */
    void open() throws AwdException {
        Optional<Chardev> chardev = link.target();
        if (chardev.isPresent()) {
            writer = Optional.of(chardev.get().writer());
        }
    }

    @Override
    public void relinked(String property) {
        close();
        try {
            open();
        } catch (AwdException e) {
            LOG.warn("{}: cannot be written to: {}", id, e.getMessage());
        }
    }

    @Override
    public Syntax syntax() {
        return Syntax.RAW;
    }

    @Override
    public Optional<String> notReady() {
        if (writer.isEmpty()) {
            return Optional.of("its chardev is not there");
        }
        return link.target().filter(Chardev::connected).isPresent() ? Optional.empty() : Optional.of("not connected");
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        Optional<Writer> now = writer;
        CompletionStage<Void> written = now.isPresent() ? now.get().write(step.bytes())
                : CompletableFuture.failedStage(new NothingSentException("its chardev is not there"));
        return written.handle((nothing, error) -> outcome(Optional.ofNullable(error)));
    }

    private Outcome outcome(Optional<Throwable> error) {
        if (error.isEmpty()) {
            sent.incrementAndGet();
            return Outcome.sent();
        }
        Throwable cause = error.get() instanceof CompletionException wrapped ? wrapped.getCause() : error.get();
        lastError = Optional.ofNullable(cause.getMessage()).orElse(cause.toString());
        if (cause instanceof NothingSentException) {
            failed.incrementAndGet();
            return Outcome.notSent(lastError);
        }
        unknown.incrementAndGet();
        return Outcome.unknown(lastError);
    }

    @Override
    public NotifierStatus status() {
        return new NotifierStatus(ready(), sent.get(), failed.get(), unknown.get(), lastError);
    }

    @Override
    public Map<String, String> suspend() {
        close();
        return Map.of("sent", String.valueOf(sent.get()), "failed", String.valueOf(failed.get()), "unknown", String.valueOf(unknown.get()),
                "last_error", lastError);
    }

    @Override
    public void close() {
        Optional<Writer> had = writer;
        writer = Optional.empty();
        had.ifPresent(Writer::close);
    }
}
