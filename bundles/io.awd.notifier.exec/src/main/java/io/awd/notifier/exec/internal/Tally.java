package io.awd.notifier.exec.internal;

import io.awd.api.notifier.Outcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Outcomes, counted; and what went wrong last. */
final class Tally {
    private final Map<Outcome.Result, Long> counts = new EnumMap<>(Outcome.Result.class);
    private String lastError;

    /** @param memento what {@link #memento} returned before, or empty */
    Tally(Map<String, String> memento) {
        for (Outcome.Result result : Outcome.Result.values()) {
            counts.put(result, Long.parseLong(memento.getOrDefault(key(result), "0")));
        }
        lastError = memento.getOrDefault("last_error", "");
    }

    synchronized void count(Outcome outcome) {
        counts.merge(outcome.result(), 1L, Long::sum);
        if (outcome.result() != Outcome.Result.ACKNOWLEDGED) {
            lastError = outcome.detail().replaceAll("\\p{Cntrl}+", " ").strip();
        }
    }

    synchronized long of(Outcome.Result result) {
        return counts.get(result);
    }

    synchronized String lastError() {
        return lastError;
    }

    synchronized Map<String, String> memento() {
        Map<String, String> memento = new LinkedHashMap<>();
        counts.forEach((result, count) -> memento.put(key(result), String.valueOf(count)));
        memento.put("last_error", lastError);
        return memento;
    }

    private static String key(Outcome.Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }
}
