package io.awd.watchdog.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;

/** What a watchdog counts. Written by its io thread alone, read from anywhere. */
final class Counters {
    private static final VarHandle MESSAGES;

    static {
        try {
            MESSAGES = MethodHandles.lookup().findVarHandle(Counters.class, "messages", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Opaque, since this one is on the way of each message. */
    private long messages;
    volatile long pulsesSent;
    volatile long pulsesDropped;
    volatile long repliesSent;
    volatile long repliesDropped;
    volatile long framesRefused;
    volatile long expiries;
    volatile long recoveries;
    volatile long stalls;
    volatile long lastStall;

    void message() {
        MESSAGES.setOpaque(this, messages + 1);
    }

    long messages() {
        return (long) MESSAGES.getOpaque(this);
    }

    void save(Map<String, String> memento) {
        memento.put("messages", String.valueOf(messages()));
        memento.put("pulses_sent", String.valueOf(pulsesSent));
        memento.put("pulses_dropped", String.valueOf(pulsesDropped));
        memento.put("replies_sent", String.valueOf(repliesSent));
        memento.put("replies_dropped", String.valueOf(repliesDropped));
        memento.put("frames_refused", String.valueOf(framesRefused));
        memento.put("expiries", String.valueOf(expiries));
        memento.put("recoveries", String.valueOf(recoveries));
        memento.put("stalls", String.valueOf(stalls));
    }

    void load(Map<String, String> memento) {
        MESSAGES.setOpaque(this, number(memento, "messages"));
        pulsesSent = number(memento, "pulses_sent");
        pulsesDropped = number(memento, "pulses_dropped");
        repliesSent = number(memento, "replies_sent");
        repliesDropped = number(memento, "replies_dropped");
        framesRefused = number(memento, "frames_refused");
        expiries = number(memento, "expiries");
        recoveries = number(memento, "recoveries");
        stalls = number(memento, "stalls");
    }

    private static long number(Map<String, String> memento, String name) {
        return Long.parseLong(memento.getOrDefault(name, "0"));
    }
}
