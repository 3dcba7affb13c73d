package io.awd.optscript.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One incident that nobody sees: its script is made up, its node keeps what it is given, its log has no file and its events go nowhere. The first incident of
 * a process would else stand between the deadline and the first byte for as long as it takes the virtual machine to load and link what it needs.
 */
final class Rehearsal implements Creation<OptScriptType.Properties>, Notifier {
    private static final OptScript.Rules RULES = new OptScript.Rules(5000, 30_000, false, false);

    private record Node(Notifier notifier) implements Link<Notifier> {
        @Override
        public String id() {
            return "nobody";
        }

        @Override
        public Optional<Notifier> target() {
            return Optional.of(notifier);
        }
    }

    /** Whether the incident went its whole way. */
    static boolean of(ScheduledExecutorService later) {
        Rehearsal rehearsal = new Rehearsal();
        IncidentLog log = new IncidentLog();
        Script script = new Script(rehearsal, Content.of(new byte[] {'\n'}), later, new Lanes(), log);
        Expiry expiry = new Expiry(rehearsal.id(), "timeout", "a rehearsal", 0, 0, Instant.now());
        OptScript.Run run = script.run(expiry, List.of(new Node(rehearsal)), RULES);
        return run.done().toCompletableFuture().getNow(false) && log.all().stream().allMatch(Rehearsal::written);
    }

    private static boolean written(IncidentRecord record) {
        try {
            return IncidentFile.line(record.incident.data()).hasRemaining();
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written to a file here", e);
        }
    }

    @Override
    public Syntax syntax() {
        return Syntax.RAW;
    }

    @Override
    public Optional<String> notReady() {
        return Optional.empty();
    }

    @Override
    public CompletionStage<Outcome> send(Step step) {
        // an answer that is there at once: the JDK needs no timer thread for it, and what follows it is not in a hurry
        return CompletableFuture.completedFuture(Outcome.sent());
    }

    @Override
    public String id() {
        return "rehearsal";
    }

    @Override
    public OptScriptType.Properties properties() {
        return new OptScriptType.Properties(Optional.empty(), id(), "opt");
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
        throw new IllegalStateException("a rehearsal has no io thread");
    }

    @Override
    public Map<String, String> memento() {
        return Map.of();
    }

    @Override
    public long limitMillis() {
        return 0;
    }

    @Override
    public void emit(String name, String text, Map<String, Object> data) {
        // nobody is to hear of it
    }
}
