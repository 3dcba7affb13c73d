package io.awd.watchdog.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.health.Health;
import io.awd.api.health.VirtualMachine;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.Property;
import io.awd.api.optscript.OptScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        @Property(text = "expire if no first message came for so long; 0: wait for ever", defaultValue = "0", unit = "ms", settable = true)
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
        long timeoutMax,
        @Property(text = "speak to the peer only while this is well: a notifier-qmp (its QEMU answers) or another watchdog", link = Health.class)
        Optional<String> follow,
        @Property(text = "run states in which the QEMU that follow names is well", defaultValue = "running,colo,paused,suspended,inmigrate,finish-migrate,postmigrate,save-vm,restore-vm", words = true)
        List<String> followStates,
        @Property(text = "witnesses, watchdogs most of them: act on an expiry only if all were heard meanwhile; else it is we who may be cut off", link = Health.class)
        List<String> require,
        @Property(text = "the notifier-qmp of the guest's QEMU: what it tells of pauses, resets and the like holds the deadline", link = VirtualMachine.class)
        Optional<String> vm,
        @Property(text = "how long a guest may be silent after a reset or a wake-up that vm tells of", defaultValue = "30000", unit = "ms", settable = true)
        long vmGrace,
        @Property(text = "goes instead of opt_script when nothing but silence is known", name = "script.timeout", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptTimeout,
        @Property(text = "goes instead of opt_script when startup_timeout passed", name = "script.startup_timeout", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptStartupTimeout,
        @Property(text = "goes instead of opt_script when the peer asked for its expiry", name = "script.trigger", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptTrigger,
        @Property(text = "goes instead of opt_script when the guest has panicked", name = "script.guest_panicked", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptGuestPanicked,
        @Property(text = "goes instead of opt_script when the guest is silent while its QEMU answers", name = "script.guest_silent", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptGuestSilent,
        @Property(text = "goes instead of opt_script when the guest's QEMU is gone or silent", name = "script.qemu_silent", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptQemuSilent,
        @Property(text = "goes instead of opt_script when the peer's end of every connection was closed", name = "script.peer_ended", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptPeerEnded,
        @Property(text = "goes instead of opt_script when all of several paths are silent", name = "script.all_paths", link = OptScript.class, part = "opt-script")
        Optional<Path> scriptAllPaths,
        @Property(text = "file that is sent after we ran late ourselves for longer than peer_timeout: the peer may have acted by then", link = OptScript.class,
                part = "opt-script")
        Optional<Path> stallScript,
        @Property(text = "timeout with which the peer watches us, for stall_script; 0: not known", defaultValue = "0", unit = "ms", settable = true)
        long peerTimeout,
        @Property(text = "name of a group of watchdogs of which only the first that expires acts, until it is re-armed")
        Optional<String> exclusive,
        @Property(text = "serve several notification nodes side by side (parallel), or one after the other until one fails (serial)", defaultValue = "parallel", settable = true)
        NodeOrder nodeOrder) {

    /** What a peer may speak. */
    public enum Protocol { AUTO, AWD, NOTIFY, ANY, TCP_CONNECT, QGA }

    /** Whether a script is sent more than once. */
    public enum Repeat { ONCE, AGAIN }

    /** What happens after an incident. */
    public enum Rearm { AUTO, MANUAL }

    /** What happens after a failed step. */
    public enum OnError { STOP, CONTINUE }

    /** In which order notification nodes are served. */
    public enum NodeOrder { PARALLEL, SERIAL }

    /** @throws IllegalArgumentException properties that do not fit together */
    public WatchdogProperties {
        if (optScript.isPresent() && notificationNode.isEmpty()) {
            throw new IllegalArgumentException("advanced-watchdog needs 'notification_node' property set with 'opt_script'");
        } else if (recoverScript.isPresent() && optScript.isEmpty()) {
            throw new IllegalArgumentException("advanced-watchdog needs 'opt_script' property set with 'recover_script'");
        } else if (stallScript.isPresent() && (notificationNode.isEmpty() || peerTimeout == 0)) {
            throw new IllegalArgumentException("advanced-watchdog needs 'notification_node' and 'peer_timeout' property set with 'stall_script'");
        } else if (notificationNode.isEmpty() && Stream.of(scriptTimeout, scriptStartupTimeout, scriptTrigger, scriptGuestPanicked, scriptGuestSilent,
                scriptQemuSilent, scriptPeerEnded, scriptAllPaths).anyMatch(Optional::isPresent)) {
            throw new IllegalArgumentException("advanced-watchdog needs 'notification_node' property set with 'script.REASON'");
        } else if (protocol == Protocol.QGA && !pulse) {
            throw new IllegalArgumentException("Property 'advanced-watchdog.pulse' must be on with protocol=qga, which asks the agent with it");
        } else if (pretimeout >= timeout) {
            throw new IllegalArgumentException("Property 'advanced-watchdog.pretimeout' must be below timeout (" + pretimeout + " is not below " + timeout + ")");
        } else if (timeoutMin > timeoutMax) {
            throw new IllegalArgumentException("Property 'advanced-watchdog.timeout_min' must not be above timeout_max (" + timeoutMin + " is above " + timeoutMax + ")");
        }
    }
}
