package io.awd.notifier.qmp.internal;

import io.awd.api.notifier.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a notifier counts over all its connections, and over the swap of its bundle. Any thread. */
final class Tally {
    /** What is kept of a text that comes from outside, in characters. */
    static final int KEPT = 1000;
    final AtomicLong sent = new AtomicLong();
    final AtomicLong acknowledged = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();
    final AtomicLong lateAnswers = new AtomicLong();
    final AtomicLong events = new AtomicLong();
    final AtomicLong givenUp = new AtomicLong();
    private volatile String lastEvent;
    private volatile String lastError;

    Tally(Map<String, String> memento) {
        counters().forEach((name, counter) -> counter.set(Long.parseLong(memento.getOrDefault(name, "0"))));
        lastEvent = memento.getOrDefault("last_event", "");
        lastError = memento.getOrDefault("last_error", "");
    }

    private Map<String, AtomicLong> counters() {
        return Map.of("sent", sent, "acknowledged", acknowledged, "failed", failed, "unknown", unknown, "late_answers", lateAnswers,
                "events", events, "given_up", givenUp);
    }

    Map<String, String> memento() {
        Map<String, String> memento = new HashMap<>();
        counters().forEach((name, counter) -> memento.put(name, counter.toString()));
        memento.put("last_event", lastEvent);
        memento.put("last_error", lastError);
        return memento;
    }

    void event(String name) {
        events.incrementAndGet();
        lastEvent = cut(name);
    }

    void trouble(String why) {
        lastError = cut(why);
    }

    /** Counts it, too. */
    Outcome failure(String why) {
        failed.incrementAndGet();
        trouble(why);
        return Outcome.failed(cut(why));
    }

    String lastEvent() {
        return lastEvent;
    }

    String lastError() {
        return lastError;
    }

    static String cut(String text) {
        return text.length() > KEPT ? text.substring(0, KEPT) : text;
    }
}
