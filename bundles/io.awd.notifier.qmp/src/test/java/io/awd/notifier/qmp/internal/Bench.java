package io.awd.notifier.qmp.internal;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What a notifier is given: a loop, and a link to a monitor that the test takes away and brings back. */
final class Bench implements Creation<QmpNotifierType.Properties>, Link<Chardev> {
    static final long TIMEOUT = 1000;
    static final long INTERVAL = 10_000;
    final FakeIoThread thread = new FakeIoThread();
    final FakeMonitor monitor = new FakeMonitor(thread);
    Optional<FakeMonitor> chardev = Optional.of(monitor);
    Map<String, String> memento = Map.of();
    Executor elsewhere = Runnable::run;

    QmpNotifier open() throws AwdException {
        QmpNotifier notifier = new QmpNotifier(this, thread::nanoTime, elsewhere);
        notifier.open();
        return notifier;
    }

    /** One whose monitor has answered. */
    QmpNotifier ready() throws AwdException {
        QmpNotifier notifier = open();
        monitor.ready();
        return notifier;
    }

    static Step step(int number, String line) {
        return new Step(new Incident("heart1-1-1", "heart1", "timeout", "", 5000, 0, Instant.EPOCH, "host1", "colo_script", ""), number,
                FakeMonitor.bytes(line), TIMEOUT);
    }

    static CompletableFuture<Outcome> send(QmpNotifier notifier, String line) {
        return notifier.send(step(1, line)).toCompletableFuture();
    }

    /** What a step became that must be over. */
    static Outcome over(CompletableFuture<Outcome> outcome) {
        return outcome.getNow(Outcome.cancelled("it is not over"));
    }

    @Override
    public String id() {
        return "qmp0";
    }

    @Override
    public Optional<Chardev> target() {
        return chardev.map(Chardev.class::cast);
    }

    @Override
    public QmpNotifierType.Properties properties() {
        return new QmpNotifierType.Properties("mon0", INTERVAL);
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
        return thread;
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
