package io.awd.optscript.internal;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.object.PropertyDescription;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is known of an incident. Written under the lock of the {@link IncidentLog} that it is in. */
final class IncidentRecord {
    /** What is known of a step; it has begun if it has a time, and is over if it has an outcome. */
    static final class StepRecord {
        final String node;
        final int number;
        String text = "";
        Optional<Instant> begun = Optional.empty();
        Optional<Outcome> outcome = Optional.empty();
        /** From its begin to its outcome; -1: not known. */
        long latencyMillis;

        StepRecord(String node, int number) {
            this.node = node;
            this.number = number;
        }

        private String line() {
            return node + " " + number + " " + outcome.map(IncidentRecord::word).orElse(begun.isPresent() ? "begun" : "waits")
                    + (begun.isPresent() && outcome.isPresent() && latencyMillis >= 0 ? " after " + latencyMillis + " ms" : "")
                    + outcome.filter(o -> !o.detail().isEmpty()).map(o -> " (" + Printable.of(o.detail()) + ")").orElse("") + ": " + text;
        }
    }

    final Incident incident;
    final String role;
    private final Map<String, StepRecord> steps = new LinkedHashMap<>();
    Optional<Instant> ended = Optional.empty();
    boolean interrupted;

    IncidentRecord(Incident incident, String role) {
        this.incident = incident;
        this.role = role;
    }

    StepRecord step(String node, int number) {
        return steps.computeIfAbsent(node + " " + number, key -> new StepRecord(node, number));
    }

    Optional<StepRecord> known(String node, int number) {
        return Optional.ofNullable(steps.get(node + " " + number));
    }

    Collection<StepRecord> steps() {
        return steps.values();
    }

    /** {@code running}, {@code interrupted} or {@code ended}. */
    String state() {
        return ended.isPresent() ? "ended" : interrupted ? "interrupted" : "running";
    }

    /** {@code 2 sent, 1 failed}. */
    String tally() {
        Map<String, Long> counts = steps.values().stream().filter(step -> step.outcome.isPresent())
                .collect(Collectors.groupingBy(step -> word(step.outcome.get()), LinkedHashMap::new, Collectors.counting()));
        return counts.isEmpty() ? "no step" : counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining(", "));
    }

    IncidentSummary summary() {
        return new IncidentSummary(incident.id(), incident.watchdog(), incident.reason(), incident.text(), incident.time().toString(), incident.ageMillis(),
                incident.stalls(), incident.script(), incident.digest(), state(), steps.values().stream().map(StepRecord::line).toList());
    }

    /** Whether a step with that outcome lets the next one go on. */
    static boolean well(Outcome outcome) {
        return outcome.result() == Outcome.Result.ACKNOWLEDGED || outcome.result() == Outcome.Result.SENT;
    }

    static String word(Outcome outcome) {
        return PropertyDescription.word(outcome.result());
    }
}
