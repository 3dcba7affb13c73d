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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A script that was read. Its nodes are served side by side, the steps of each in order; after one that failed the rest is not tried. */
final class Script implements Instance<OptScriptType.Properties>, OptScript {
    private static final int SHOWN = 200;
    private static final AtomicLong INCIDENTS = new AtomicLong();
    private final Creation<OptScriptType.Properties> creation;
    private final ScheduledExecutorService later;
    private final byte[] bytes;
    private final String digest;
    private final AtomicLong runs = new AtomicLong();
    private final Map<Outcome.Result, AtomicLong> outcomes = new EnumMap<>(Outcome.Result.class);
    private final Set<Delivery> underway = ConcurrentHashMap.newKeySet();
    private volatile Optional<String> lastIncident = Optional.empty();

    /** @param later looks again at nodes that are not ready */
    Script(Creation<OptScriptType.Properties> creation, byte[] bytes, ScheduledExecutorService later) {
        this.creation = creation;
        this.later = later;
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
    public Run run(Expiry expiry, List<Link<Notifier>> nodes, Rules rules) {
        runs.incrementAndGet();
        String incident = expiry.watchdog() + "-" + expiry.time().toEpochMilli() + "-" + INCIDENTS.incrementAndGet();
        List<Delivery> deliveries = nodes.stream().map(node -> new Delivery(node, rules, later,
                syntax -> steps(syntax, incident, expiry, rules), (step, outcome) -> record(step, node.id(), expiry, outcome))).toList();
        for (Delivery delivery : deliveries) {
            underway.add(delivery);
            delivery.done().thenAccept(sent -> underway.remove(delivery));
            delivery.begin();
        }
        return new Sending(deliveries);
    }

    private record Sending(List<Delivery> deliveries) implements Run {
        @Override
        public void cancel(String why) {
            deliveries.forEach(delivery -> delivery.cancel(why));
        }

        @Override
        public CompletionStage<Boolean> done() {
            CompletionStage<Boolean> any = CompletableFuture.completedStage(false);
            for (Delivery delivery : deliveries) {
                any = any.thenCombine(delivery.done(), Boolean::logicalOr);
            }
            return any;
        }
    }

    private List<Step> steps(Notifier.Syntax syntax, String incident, Expiry expiry, Rules rules) {
        List<byte[]> texts = texts(syntax);
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new Step(incident, expiry.watchdog(), i + 1, texts.get(i), rules.stepTimeoutMillis())).toList();
    }

    /** A raw node gets the file as it is; the others a step for each line that is neither empty nor a comment, its bytes unchanged. */
    private List<byte[]> texts(Notifier.Syntax syntax) {
        if (syntax == Notifier.Syntax.RAW) {
            return List.of(bytes);
        }
        List<byte[]> steps = new ArrayList<>();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n")) {
            String step = line.strip();
            if (!step.isEmpty() && !step.startsWith("#")) {
                steps.add(step.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return steps;
    }

    private void record(Step step, String node, Expiry expiry, Outcome outcome) {
        outcomes.get(outcome.result()).incrementAndGet();
        String word = PropertyDescription.word(outcome.result());
        String line = "incident " + step.incident() + ": step " + step.number() + " to " + node + " " + word
                + (outcome.detail().isEmpty() ? "" : " (" + shown(outcome.detail().getBytes(StandardCharsets.UTF_8)) + ")") + ": " + shown(step.bytes());
        lastIncident = Optional.of(line);
        creation.emit("incident", line, Map.of("incident", step.incident(), "reason", expiry.reason(), "age", expiry.ageMillis(),
                "node", node, "step", (long) step.number(), "outcome", word, "detail", outcome.detail(), "text", shown(step.bytes()),
                "file", creation.properties().file().toString(), "digest", digest));
    }

    /** The beginning of a text in one printable line. */
    private static String shown(byte[] bytes) {
        int end = Math.min(bytes.length, SHOWN);
        while (end < bytes.length && end > SHOWN - 4 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        String text = new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
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
        underway.forEach(delivery -> delivery.cancel("the script's bundle leaves"));
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
        underway.forEach(delivery -> delivery.cancel("its watchdog ends"));
    }
}
