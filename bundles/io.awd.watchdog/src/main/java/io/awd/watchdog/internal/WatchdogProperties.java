package io.awd.watchdog.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.Property;
import io.awd.api.optscript.OptScript;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The properties of advanced-watchdog as net/awd.c names them; the defaults are the demo's, because the original's raise false alarms. */
public record WatchdogProperties(
        @Property(text = "chardev on which heartbeats are exchanged; several are paths to one peer", required = true, link = Chardev.class)
        List<String> awdNode,
        @Property(text = "where the opt-script goes: a chardev (raw) or a notifier object", link = Notifier.class, part = "notifier-chardev")
        List<String> notificationNode,
        @Property(text = "file that is sent to the notification nodes at expiry; read and checked at creation", link = OptScript.class, part = "opt-script")
        Optional<Path> optScript,
        @Property(text = "on: the side that asks; off: the side that answers", defaultValue = "off")
        boolean server,
        @Property(text = "iothread object that serves the heartbeats; a shared default without it", link = IoThread.class)
        Optional<String> iothread,
        @Property(text = "time between two pulses", defaultValue = "1000", min = 1, unit = "ms", settable = true)
        long pulseInterval,
        @Property(text = "silence after which the watchdog expires", defaultValue = "5000", min = 1, unit = "ms", settable = true)
        long timeout) {

    /** @throws IllegalArgumentException a script with nowhere to go */
    public WatchdogProperties {
        if (optScript.isPresent() && notificationNode.isEmpty()) {
            throw new IllegalArgumentException("advanced-watchdog needs 'notification_node' property set with 'opt_script'");
        }
    }
}
