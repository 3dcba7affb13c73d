package io.awd.watchdog.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who of each {@code exclusive} group has acted and is not re-armed yet. Any thread. */
final class Groups {
    private final Map<String, String> holders = new ConcurrentHashMap<>();

    /** Takes a group for a watchdog, unless another has it: then that one's id. */
    Optional<String> take(String group, String id) {
        String holder = holders.putIfAbsent(group, id);
        return Optional.ofNullable(holder).filter(other -> !other.equals(id));
    }

    boolean holds(String group, String id) {
        return id.equals(holders.get(group));
    }

    /** Gives it back, if that watchdog has it. */
    void release(String group, String id) {
        holders.remove(group, id);
    }
}
