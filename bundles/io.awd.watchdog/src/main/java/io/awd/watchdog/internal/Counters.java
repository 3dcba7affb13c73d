package io.awd.watchdog.internal;

import java.util.Map;
import java.util.function.BiConsumer;

/** What a watchdog counts. Written by its io thread alone, read from anywhere. */
final class Counters {
    private final Arrivals arrivals;
    volatile long pulsesSent;
    volatile long pulsesDropped;
    volatile long repliesSent;
    volatile long repliesDropped;
    volatile long framesRefused;
    volatile long expiries;
    volatile long recoveries;
    volatile long stalls;
    volatile long lastStall;

    /** @param arrivals what has arrived, on all paths */
    Counters(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    void pulse(boolean sent) {
        if (sent) {
            pulsesSent++;
        } else {
            pulsesDropped++;
        }
    }

    void reply(boolean sent) {
        if (sent) {
            repliesSent++;
        } else {
            repliesDropped++;
        }
    }

    void save(Map<String, String> memento) {
        each((name, value) -> memento.put(name, String.valueOf(value)));
    }

    private void each(BiConsumer<String, Long> to) {
        arrivals.each(to);
        to.accept("pulses_sent", pulsesSent);
        to.accept("pulses_dropped", pulsesDropped);
        to.accept("replies_sent", repliesSent);
        to.accept("replies_dropped", repliesDropped);
        to.accept("frames_refused", framesRefused);
        to.accept("expiries", expiries);
        to.accept("recoveries", recoveries);
        to.accept("stalls", stalls);
    }

    void load(Map<String, String> memento) {
        arrivals.load(memento);
        pulsesSent = number(memento, "pulses_sent");
        pulsesDropped = number(memento, "pulses_dropped");
        repliesSent = number(memento, "replies_sent");
        repliesDropped = number(memento, "replies_dropped");
        framesRefused = number(memento, "frames_refused");
        expiries = number(memento, "expiries");
        recoveries = number(memento, "recoveries");
        stalls = number(memento, "stalls");
    }

    static long number(Map<String, String> memento, String name) {
        return Long.parseLong(memento.getOrDefault(name, "0"));
    }
}
