package io.awd.watchdog.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Who of each {@code exclusive} group has acted and is not re-armed yet. Any thread. */
final class Groups {
    private final Map<String, Holder> holders = new ConcurrentHashMap<>();

    /** @param who the instance: one that is deleted may end after another was made under its id */
    private record Holder(String id, Object who) {
    }

    /** Takes a group for a watchdog, unless another id has it: then that one. From the same id it is taken over. */
    Optional<String> take(String group, String id, Object who) {
        Holder holder = holders.compute(group, (name, before) -> before == null || before.id().equals(id) ? new Holder(id, who) : before);
        return Optional.of(holder.id()).filter(holding -> !holding.equals(id));
    }

    boolean holds(String group, Object who) {
        return Optional.ofNullable(holders.get(group)).filter(holder -> holder.who() == who).isPresent();
    }

    /** Gives it back, if that instance has it. */
    void release(String group, Object who) {
        holders.computeIfPresent(group, (name, holder) -> holder.who() == who ? null : holder);
    }
}
