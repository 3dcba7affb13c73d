package io.awd.watchdog.internal;

import io.awd.api.object.Attribute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What a watchdog reports. */
public record WatchdogStatus(
        @Attribute(text = "waiting (nobody was heard yet), alive, suspect, expired, blind (we cannot listen), isolated (a witness is silent, too), held (the VM does not run), paused (by an operator) or resting (until watchdog-resume)") State state,
        @Attribute(text = "Wall clock time of the last change of state") String since,
        @Attribute(text = "Why the state changed last") String reason,
        @Attribute(text = "Whether a peer is connected on at least one path") boolean connected,
        @Attribute(text = "What the peers speak, by path: undecided, awd, notify or any") String dialect,
        @Attribute(text = "The paths that are silent while another speaks; empty: none") String degraded,
        @Attribute(text = "Age of the last message; absent when there was none", unit = "ms") Optional<Long> age,
        @Attribute(text = "Time left to the deadline; absent when none is running", unit = "ms") Optional<Long> margin,
        @Attribute(text = "The timeout in force: the property's, or what the peer asked for", unit = "ms") long effectiveTimeout,
        @Attribute(text = "Messages received") long messages,
        @Attribute(text = "Bytes received with them", unit = "bytes") long bytes,
        @Attribute(text = "Median of the time between two messages; absent before the second", unit = "ms") Optional<Double> intervalMedian,
        @Attribute(text = "99th percentile of the time between two messages; absent before the second", unit = "ms") Optional<Double> intervalP99,
        @Attribute(text = "Longest time between two messages; absent before the second", unit = "ms") Optional<Double> intervalMax,
        @Attribute(text = "Least time that was ever left to the deadline when a message came; absent before the second", unit = "ms") Optional<Long> smallestMargin,
        @Attribute(text = "Pulses sent") long pulsesSent,
        @Attribute(text = "Pulses not sent because nobody was connected or the peer took nothing more") long pulsesDropped,
        @Attribute(text = "Replies sent") long repliesSent,
        @Attribute(text = "Replies not sent because the peer took nothing more") long repliesDropped,
        @Attribute(text = "Frames refused for their length; each cost its connection") long framesRefused,
        @Attribute(text = "Times that the deadline passed") long expiries,
        @Attribute(text = "Times that an expired peer was heard again") long recoveries,
        @Attribute(text = "Times that we ran too late to judge") long stalls,
        @Attribute(text = "Length of the last stall of our own", unit = "ms") long lastStall,
        @Attribute(text = "Wall clock time of the last expiry; absent when there was none") Optional<String> lastExpiry,
        @Attribute(text = "Reason of the last expiry; absent when there was none") Optional<Reason> lastReason,
        @Attribute(text = "Alerts that did not reach their alert_node") long alertsLost,
        @Attribute(text = "Whether it could act: script and notification nodes are there and ready, and the peer was heard within three timeouts of the start") boolean ready,
        @Attribute(text = "Why it could not act; absent when it could") Optional<String> notReady,
        @Attribute(text = "Why we are silent towards the peer: what follow names is not well; absent when we speak") Optional<String> mute) {

    static WatchdogStatus of(StateMachine machine, Counters counters, boolean connected, String dialect, String degraded,
            long alertsLost, Optional<String> notReady, Optional<String> mute) {
        Arrivals arrivals = counters.arrivals();
        return new WatchdogStatus(machine.state(), text(machine.since()), machine.reason(), connected, dialect, degraded, machine.ageMillis(),
                machine.marginMillis(), machine.timeoutMillis(), arrivals.messages(), arrivals.bytes(), arrivals.interval(50), arrivals.interval(99),
                arrivals.interval(100), arrivals.smallestMargin(machine.timeoutMillis()), counters.pulsesSent, counters.pulsesDropped, counters.repliesSent,
                counters.repliesDropped, counters.framesRefused, counters.expiries, counters.recoveries, counters.stalls, counters.lastStall,
                machine.lastExpiry().map(WatchdogStatus::text), machine.lastReason(), alertsLost, notReady.isEmpty(), notReady, mute);
    }

    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
