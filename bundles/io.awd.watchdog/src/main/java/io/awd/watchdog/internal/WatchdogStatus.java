package io.awd.watchdog.internal;

import io.awd.api.object.Attribute;
import java.util.Optional;

/** What an advanced-watchdog reports. */
public record WatchdogStatus(
        @Attribute(text = "waiting (nobody was heard yet), alive, expired, or blind (we cannot listen)") State state,
        @Attribute(text = "Wall clock time of the last change of state") String since,
        @Attribute(text = "Why the state changed last") String reason,
        @Attribute(text = "Whether a peer is connected on at least one path") boolean connected,
        @Attribute(text = "What the peers speak, by path: undecided, awd, notify or any") String dialect,
        @Attribute(text = "Age of the last message; absent when there was none", unit = "ms") Optional<Long> age,
        @Attribute(text = "Time left to the deadline; absent when none is running", unit = "ms") Optional<Long> margin,
        @Attribute(text = "Messages received") long messages,
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
        @Attribute(text = "Whether the opt-script could be sent now: script and notification nodes are there and ready") boolean ready) {
}
