package io.awd.optscript.internal;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import io.awd.api.object.PropertyDescription;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A script that was read. Its nodes are served side by side, the steps of each in order; after one that failed the rest is not tried. */
final class Script implements Instance<OptScriptType.Properties>, OptScript {
    private static final long STEP_TIMEOUT_MILLIS = 5000;
    private static final int SHOWN = 200;
    private static final AtomicLong INCIDENTS = new AtomicLong();
    private final Creation<OptScriptType.Properties> creation;
    private final byte[] bytes;
    private final String digest;
    private final AtomicLong runs = new AtomicLong();
    private final Map<Outcome.Result, AtomicLong> outcomes = new EnumMap<>(Outcome.Result.class);
    private volatile Optional<String> lastIncident = Optional.empty();

    Script(Creation<OptScriptType.Properties> creation, byte[] bytes) {
        this.creation = creation;
        this.bytes = bytes;
        this.digest = sha256(bytes);
        for (Outcome.Result result : Outcome.Result.values()) {
            outcomes.put(result, new AtomicLong());
        }
        restore(creation.memento());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void run(Expiry expiry, List<Link<Notifier>> nodes) {
        runs.incrementAndGet();
        String incident = expiry.watchdog() + "-" + expiry.time().toEpochMilli() + "-" + INCIDENTS.incrementAndGet();
        for (Link<Notifier> node : nodes) {
            run(incident, expiry, node);
        }
    }

    private void run(String incident, Expiry expiry, Link<Notifier> node) {
        Optional<Notifier> notifier = node.target();
        List<byte[]> steps = steps(notifier.map(Notifier::syntax).orElse(Notifier.Syntax.RAW));
        CompletionStage<Boolean> before = CompletableFuture.completedStage(true);
        for (int i = 0; i < steps.size(); i++) {
            Step step = new Step(incident, expiry.watchdog(), i + 1, steps.get(i), STEP_TIMEOUT_MILLIS);
            before = before.thenCompose(goOn -> goOn ? send(notifier, step)
                    : CompletableFuture.completedStage(new Outcome(Outcome.Result.CANCELLED, "a step before it failed")))
                    .thenApply(outcome -> record(step, steps.size(), node.id(), expiry, outcome));
        }
    }

    private static CompletionStage<Outcome> send(Optional<Notifier> notifier, Step step) {
        if (notifier.isEmpty()) {
            return CompletableFuture.completedStage(new Outcome(Outcome.Result.FAILED, "its bundle is not there"));
        }
        try {
            return notifier.get().send(step);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.completedStage(new Outcome(Outcome.Result.UNKNOWN, "the notifier failed: " + e));
        }
    }

    /** A raw node gets the file as it is; the others a step for each line that is neither empty nor a comment. */
    private List<byte[]> steps(Notifier.Syntax syntax) {
        if (syntax == Notifier.Syntax.RAW) {
            return List.of(bytes);
        }
        List<byte[]> steps = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            String step = line.strip();
            if (!step.isEmpty() && !step.startsWith("#")) {
                steps.add(step.getBytes(StandardCharsets.UTF_8));
            }
        }
        return steps;
    }

    private boolean record(Step step, int of, String node, Expiry expiry, Outcome outcome) {
        outcomes.get(outcome.result()).incrementAndGet();
        String word = PropertyDescription.word(outcome.result());
        String line = "incident " + step.incident() + ": step " + step.number() + " of " + of + " to " + node + " " + word
                + (outcome.detail().isEmpty() ? "" : " (" + outcome.detail() + ")") + ": " + shown(step.bytes());
        lastIncident = Optional.of(line);
        creation.emit("incident", line, Map.of("incident", step.incident(), "reason", expiry.reason(), "age", expiry.ageMillis(),
                "node", node, "step", (long) step.number(), "outcome", word, "detail", outcome.detail(), "text", shown(step.bytes()),
                "file", creation.properties().file().toString(), "digest", digest));
        return outcome.result() != Outcome.Result.FAILED && outcome.result() != Outcome.Result.UNKNOWN && outcome.result() != Outcome.Result.CANCELLED;
    }

    /** The beginning of a step in one printable line. */
    private static String shown(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, SHOWN), StandardCharsets.UTF_8).strip();
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.append(c == '\n' ? "\\n" : Character.isISOControl(c) ? "." : Character.toString(c)));
        return line + (bytes.length > SHOWN ? "…" : "");
    }

    @Override
    public ScriptStatus status() {
        return new ScriptStatus(bytes.length, digest, runs.get(), count(Outcome.Result.SENT), count(Outcome.Result.ACKNOWLEDGED),
                count(Outcome.Result.FAILED), count(Outcome.Result.UNKNOWN), count(Outcome.Result.CANCELLED), lastIncident);
    }

    private long count(Outcome.Result result) {
        return outcomes.get(result).get();
    }

    @Override
    public Map<String, String> suspend() {
        Map<String, String> memento = new HashMap<>();
        memento.put("runs", String.valueOf(runs.get()));
        outcomes.forEach((result, count) -> memento.put(result.name(), String.valueOf(count.get())));
        lastIncident.ifPresent(line -> memento.put("last_incident", line));
        return memento;
    }

    private void restore(Map<String, String> memento) {
        runs.set(Long.parseLong(memento.getOrDefault("runs", "0")));
        outcomes.forEach((result, count) -> count.set(Long.parseLong(memento.getOrDefault(result.name(), "0"))));
        lastIncident = Optional.ofNullable(memento.get("last_incident"));
    }

    @Override
    public void close() {
        // holds nothing but memory
    }
}
