package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What a script of heart1 is given, and what it tells. */
final class Bench implements Creation<OptScriptType.Properties> {
    static final Expiry EXPIRY = new Expiry("heart1", "timeout", "no message for 5003 ms", 5003, 0, Instant.ofEpochMilli(1_700_000_000_000L));
    static final OptScript.Rules STOP = new OptScript.Rules(5000, 30_000, false, false);
    static final OptScript.Rules CONTINUE = new OptScript.Rules(5000, 30_000, true, false);
    static final OptScript.Rules SERIAL = new OptScript.Rules(5000, 30_000, false, true);
    static final OptScript.Rules SERIAL_CONTINUE = new OptScript.Rules(5000, 30_000, true, true);

    /** An event as it was told. */
    record Told(String name, String text, Map<String, Object> data) {
        String outcome() {
            return data.get("node") + "/" + data.get("step") + " " + data.get("outcome");
        }

        Object detail() {
            return data.get("detail");
        }
    }

    final ManualLater later = new ManualLater();
    final Lanes lanes = new Lanes();
    final IncidentLog log = new IncidentLog();
    final List<Told> events = new CopyOnWriteArrayList<>();
    private final OptScriptType.Properties properties;
    private final Map<String, String> memento;

    Bench(Path file, String role, Map<String, String> memento) {
        this.properties = new OptScriptType.Properties(Optional.of(file), "heart1", role);
        this.memento = memento;
    }

    Bench() {
        this(Path.of("colo_script"), "opt", Map.of());
    }

    Script script(String text) {
        return script(text.getBytes(StandardCharsets.UTF_8));
    }

    Script script(byte[] bytes) {
        return new Script(this, Content.of(bytes), later, lanes, log);
    }

    static OptScript.Rules deadline(long millis) {
        return new OptScript.Rules(5000, millis, false, false);
    }

    static OptScript.Run run(Script script, OptScript.Rules rules, FakeNode... nodes) {
        return script.run(EXPIRY, List.<Link<Notifier>>of(nodes), rules);
    }

    /** Empty: not over yet. */
    static Optional<Boolean> over(OptScript.Run run) {
        return Optional.ofNullable(run.done().toCompletableFuture().getNow(null));
    }

    /** Waits for what another thread brings about. */
    static void until(BooleanSupplier what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!what.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(200_000);
        }
        assertThat(what.getAsBoolean()).as("within 10 s").isTrue();
    }

    /** As {@link #run}, until all is over. */
    static OptScript.Run whole(Script script, OptScript.Rules rules, FakeNode... nodes) {
        OptScript.Run run = run(script, rules, nodes);
        until(() -> over(run).isPresent());
        return run;
    }

    /** Waits until the clock has gone on by so much. */
    static void pass(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            Thread.sleep(1);
        }
    }

    /** {@code node/step outcome} of each event. */
    List<String> outcomes() {
        return events.stream().map(Told::outcome).toList();
    }

    @Override
    public String id() {
        return "heart1";
    }

    @Override
    public OptScriptType.Properties properties() {
        return properties;
    }

    @Override
    public <T> Optional<Link<T>> link(String property, Class<T> kind) {
        return Optional.empty();
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
        if (name.equals("incident")) {
            events.add(new Told(name, text, data));
        }
    }
}
