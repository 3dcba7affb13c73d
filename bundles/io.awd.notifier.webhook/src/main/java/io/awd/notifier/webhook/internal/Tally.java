package io.awd.notifier.webhook.internal;

import io.awd.api.notifier.Outcome;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What became of all so far; outlives the bundle's swap. Any thread. */
final class Tally {
    private static final int KEPT = 1000;
    private final Map<Outcome.Result, Long> counts = new EnumMap<>(Outcome.Result.class);
    private long requests;
    private String lastError;

    Tally(Map<String, String> memento) {
        for (Outcome.Result result : Outcome.Result.values()) {
            counts.put(result, Long.parseLong(memento.getOrDefault(result.name(), "0")));
        }
        requests = Long.parseLong(memento.getOrDefault("requests", "0"));
        lastError = memento.getOrDefault("last_error", "");
    }

    synchronized void request() {
        requests++;
    }

    synchronized void add(Outcome outcome) {
        counts.merge(outcome.result(), 1L, Long::sum);
        if (outcome.result() != Outcome.Result.ACKNOWLEDGED) {
            lastError = Text.of(outcome.detail(), KEPT);
        }
    }

    synchronized long count(Outcome.Result result) {
        return counts.get(result);
    }

    synchronized long requests() {
        return requests;
    }

    synchronized String lastError() {
        return lastError;
    }

    synchronized Map<String, String> memento() {
        Map<String, String> memento = new HashMap<>(Map.of("requests", String.valueOf(requests), "last_error", lastError));
        counts.forEach((result, count) -> memento.put(result.name(), String.valueOf(count)));
        return memento;
    }
}
