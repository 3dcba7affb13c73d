package io.awd.watchdog.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.Property;
import io.awd.api.optscript.OptScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The properties of advanced-watchdog. The names of net/awd.c's own are kept; their defaults are the demo's, because the original's raise false alarms. */
public record WatchdogProperties(
        @Property(text = "chardev on which heartbeats are exchanged; several are paths to one peer", required = true, link = Chardev.class)
        List<String> awdNode,
        @Property(text = "where the opt-script goes: a chardev (raw) or a notifier object", link = Notifier.class, part = "notifier-chardev")
        List<String> notificationNode,
        @Property(text = "file that is sent to the notification nodes at expiry; read and checked at creation", link = OptScript.class, part = "opt-script",
                partAlways = true)
        Optional<Path> optScript,
        @Property(text = "on: the side that asks; off: the side that answers", defaultValue = "off")
        boolean server,
        @Property(text = "iothread object that serves the heartbeats; a shared default without it", link = IoThread.class)
        Optional<String> iothread,
        @Property(text = "time between two pulses", defaultValue = "1000", min = 1, unit = "ms", settable = true)
        long pulseInterval,
        @Property(text = "silence after which the watchdog expires", defaultValue = "5000", min = 1, unit = "ms", settable = true)
        long timeout,
        @Property(text = "send pulses at all", defaultValue = "on", settable = true)
        boolean pulse,
        @Property(text = "what the peer speaks; auto finds out for each connection, the others refuse all else as no life", defaultValue = "auto")
        Protocol protocol,
        @Property(text = "expire if no message came so long after creation; 0: wait for ever", defaultValue = "0", unit = "ms", settable = true)
        long startupTimeout,
        @Property(text = "be suspect so long before expiry; 0: never", defaultValue = "0", unit = "ms", settable = true)
        long pretimeout,
        @Property(text = "messages, each within timeout, until an expired peer counts as alive", defaultValue = "1", min = 1, settable = true)
        long rise,
        @Property(text = "send the opt-script once, or again while the peer stays expired", defaultValue = "once", settable = true)
        Repeat repeat,
        @Property(text = "time between two runs of repeat=again", defaultValue = "60000", min = 1, unit = "ms", settable = true)
        long repeatDelay,
        @Property(text = "how often repeat=again runs the script once more", defaultValue = "3", settable = true)
        long repeatMax,
        @Property(text = "after an incident judge the peer again as soon as it is back (auto), or rest until watchdog-resume (manual)", defaultValue = "auto", settable = true)
        Rearm rearm,
        @Property(text = "file that is sent when the peer is back, if the opt-script had sent something", link = OptScript.class, part = "opt-script")
        Optional<Path> recoverScript,
        @Property(text = "a peer that is back cancels an opt-script of which no step has begun", defaultValue = "on", settable = true)
        boolean cancelOnRecover,
        @Property(text = "wait so long for a step's answer", defaultValue = "5000", min = 1, unit = "ms", settable = true)
        long stepTimeout,
        @Property(text = "wait so long for a notification node to become ready; no step is sent after a longer wait", defaultValue = "30000", unit = "ms", settable = true)
        long notifyDeadline,
        @Property(text = "after a step that failed: stop, or continue with the next", defaultValue = "stop", settable = true)
        OnError onError,
        @Property(text = "where all that is no expiry is told: suspect, degraded, blind, recovered", link = Notifier.class, part = "notifier-chardev")
        List<String> alertNode,
        @Property(text = "give the peer more time when we ran late ourselves", defaultValue = "on", settable = true)
        boolean stallGuard,
        @Property(text = "smallest timeout that a peer may ask for (protocol=notify, WATCHDOG_USEC)", defaultValue = "100", min = 1, unit = "ms")
        long timeoutMin,
        @Property(text = "largest timeout that a peer may ask for (protocol=notify, WATCHDOG_USEC)", defaultValue = "3600000", min = 1, unit = "ms")
        long timeoutMax) {

    /** What a peer may speak. */
    public enum Protocol { AUTO, AWD, NOTIFY, ANY }

    /** Whether a script is sent more than once. */
    public enum Repeat { ONCE, AGAIN }

    /** What happens after an incident. */
    public enum Rearm { AUTO, MANUAL }

    /** What happens after a failed step. */
    public enum OnError { STOP, CONTINUE }

    /** @throws IllegalArgumentException properties that do not fit together */
    public WatchdogProperties {
        if (optScript.isPresent() && notificationNode.isEmpty()) {
            throw new IllegalArgumentException("advanced-watchdog needs 'notification_node' property set with 'opt_script'");
        } else if (recoverScript.isPresent() && optScript.isEmpty()) {
            throw new IllegalArgumentException("advanced-watchdog needs 'opt_script' property set with 'recover_script'");
        } else if (pretimeout >= timeout) {
            throw new IllegalArgumentException("Property 'advanced-watchdog.pretimeout' must be below timeout (" + pretimeout + " is not below " + timeout + ")");
        } else if (timeoutMin > timeoutMax) {
            throw new IllegalArgumentException("Property 'advanced-watchdog.timeout_min' must not be above timeout_max (" + timeoutMin + " is above " + timeoutMax + ")");
        }
    }
}
