package io.awd.optscript.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who sends to a monitor now: the commands of two incidents never mix on one. Any thread. */
final class Lanes {
    private final Map<String, Delivery> taken = new ConcurrentHashMap<>();

    /** Whether it is this delivery's now. */
    boolean take(String node, Delivery delivery) {
        return taken.computeIfAbsent(node, free -> delivery) == delivery;
    }

    void release(String node, Delivery delivery) {
        taken.remove(node, delivery);
    }
}
