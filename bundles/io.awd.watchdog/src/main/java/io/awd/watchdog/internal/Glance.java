package io.awd.watchdog.internal;

import java.util.List;
import java.util.Optional;

/** A watchdog's row in a table of ten thousand: what is at hand, without percentiles and without the way over property names. */
record Glance(State state, boolean mute, String since, Optional<Long> age, Optional<Long> margin, long messages, long expiries, long recoveries, long stalls,
        List<String> notificationNodes, boolean ready) {
    static Glance of(StateMachine machine, Counters counters, boolean mute, List<String> notificationNodes,
            boolean ready) {
        return new Glance(machine.state(), mute, WatchdogStatus.text(machine.since()), machine.ageMillis(), machine.marginMillis(), counters.arrivals().messages(),
                counters.expiries, counters.recoveries, counters.stalls, notificationNodes, ready);
    }
}
