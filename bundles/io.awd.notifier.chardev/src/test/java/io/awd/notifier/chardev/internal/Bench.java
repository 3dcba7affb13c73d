package io.awd.notifier.chardev.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a raw notifier is given: a link to a chardev that the test takes away and brings back. */
final class Bench implements Creation<ChardevNotifierType.Properties>, Link<Chardev> {
    static final byte[] SCRIPT = {'s', 't', 'o', 'p', '\n', 0, (byte) 0xff};
    Optional<FakeChardev> chardev = Optional.of(new FakeChardev());
    private final Map<String, String> memento;

    Bench(Map<String, String> memento) {
        this.memento = memento;
    }

    Bench() {
        this(Map.of());
    }

    ChardevNotifier open() throws AwdException {
        return (ChardevNotifier) new ChardevNotifierType().create(this);
    }

    static Step step() {
        return new Step(new Incident("heart1-1-1", "heart1", "timeout", "", 5000, 0, Instant.EPOCH, "host1", "colo_script", ""), 1, SCRIPT, 5000);
    }

    static Outcome send(ChardevNotifier notifier) throws Exception {
        return notifier.send(step()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }


    @Override
    public String id() {
        return "heartbeat0";
    }

    @Override
    public Optional<Chardev> target() {
        return chardev.map(Chardev.class::cast);
    }

    @Override
    public ChardevNotifierType.Properties properties() {
        return new ChardevNotifierType.Properties("heartbeat0");
    }

    @Override
    public <T> Optional<Link<T>> link(String property, Class<T> kind) {
        return property.equals("chardev") && kind == Chardev.class ? Optional.of(cast()) : Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private <T> Link<T> cast() {
        return (Link<T>) this;
    }

    @Override
    public <T> List<Link<T>> links(String property, Class<T> kind) {
        return List.of();
    }

    @Override
    public IoThread ioThread() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, String> memento() {
        return memento;
    }

    @Override
    public long limitMillis() {
        return 0;
    }

    @Override
    public void emit(String name, String text, Map<String, Object> data) {
        throw new UnsupportedOperationException();
    }
}
