package io.awd.optscript.internal;

import io.awd.api.notifier.Incident;
import io.awd.api.notifier.Outcome;
import io.awd.api.object.PropertyDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of an incident. Written under the lock of the {@link IncidentLog} that it is in. */
final class IncidentRecord {
    /** What is known of a step; it has begun if it has a time, and is over if it has an outcome. */
    static final class StepRecord {
        final String node;
        final int number;
        String text = "";
        Optional<Instant> begun = Optional.empty();
        /** The same, if it was in this instance of the log: somebody may set the host's clock. Monotonic, ns. */
        Optional<Long> begunNanos = Optional.empty();
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
    private final List<StepRecord> steps = new ArrayList<>(1);
    Optional<Instant> ended = Optional.empty();
    boolean interrupted;
    /** Whether it is shown among the others. */
    boolean listed;

    IncidentRecord(Incident incident, String role) {
        this.incident = incident;
        this.role = role;
    }

    StepRecord step(String node, int number) {
        Optional<StepRecord> known = known(node, number);
        if (known.isEmpty()) {
            steps.add(new StepRecord(node, number));
        }
        return known.orElseGet(() -> steps.get(steps.size() - 1));
    }

    Optional<StepRecord> known(String node, int number) {
        // from the end: it is nearly always the last one
        for (int i = steps.size() - 1; i >= 0; i--) {
            StepRecord step = steps.get(i);
            if (step.number == number && step.node.equals(node)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    List<StepRecord> steps() {
        return steps;
    }

    /** {@code running}, {@code interrupted} or {@code ended}. */
    String state() {
        return ended.isPresent() ? "ended" : interrupted ? "interrupted" : "running";
    }

    /** {@code 2 sent, 1 failed}. */
    String tally() {
        Map<Outcome.Result, Integer> counts = new LinkedHashMap<>(4);
        for (StepRecord step : steps) {
            if (step.outcome.isPresent()) {
                counts.merge(step.outcome.get().result(), 1, Integer::sum);
            }
        }
        StringBuilder text = new StringBuilder();
        counts.forEach((result, count) -> text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(PropertyDescription.word(result)));
        return text.isEmpty() ? "no step" : text.toString();
    }

    IncidentSummary summary() {
        return new IncidentSummary(incident.id(), incident.watchdog(), incident.reason(), incident.text(), incident.time().toString(), incident.ageMillis(),
                incident.stalls(), incident.script(), incident.digest(), state(), steps.stream().map(StepRecord::line).toList());
    }

    /** Whether a step with that outcome lets the next one go on. */
    static boolean well(Outcome outcome) {
        return outcome.result() == Outcome.Result.ACKNOWLEDGED || outcome.result() == Outcome.Result.SENT;
    }

    static String word(Outcome outcome) {
        return PropertyDescription.word(outcome.result());
    }
}
