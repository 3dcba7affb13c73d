package io.awd.watchdog.internal;

import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Step;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.optscript.Expiry;
import io.awd.api.optscript.OptScript;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a watchdog sends to others: its scripts and its alerts. */
final class Scripts {
    private static final Set<String> ALERTS = Set.of("suspect", "degraded", "restored", "blind", "recovered", "resting", "interrupted");
    private final String id;
    private final Optional<Link<OptScript>> opt;
    private final Optional<Link<OptScript>> recover;
    private final List<Link<Notifier>> nodes;
    private final List<Link<Notifier>> alerts;
    private Optional<OptScript.Run> last = Optional.empty();

    Scripts(Creation<WatchdogProperties> creation) {
        this.id = creation.id();
        this.opt = creation.link("opt_script", OptScript.class);
        this.recover = creation.link("recover_script", OptScript.class);
        this.nodes = creation.links("notification_node", Notifier.class);
        this.alerts = creation.links("alert_node", Notifier.class);
    }

    void expired(String reason, long ageMillis, WatchdogProperties properties) {
        last = opt.flatMap(Link::target).map(script -> script.run(new Expiry(id, reason, ageMillis, Instant.now()), nodes, rules(properties)));
    }

    /** The script of an expiry that is over is taken back if it has not begun; if it has sent something, recover_script follows it. */
    void recovered(WatchdogProperties properties) {
        Optional<OptScript.Run> run = last;
        last = Optional.empty();
        if (run.isEmpty()) {
            return;
        }
        if (properties.cancelOnRecover()) {
            run.get().cancel("the peer is back");
        }
        run.get().done().thenAccept(sent -> {
            if (sent) {
                recover.flatMap(Link::target).ifPresent(
                        script -> script.run(new Expiry(id, "recovered", 0, Instant.now()), nodes, rules(properties)));
            }
        });
    }

    private static OptScript.Rules rules(WatchdogProperties p) {
        return new OptScript.Rules(p.stepTimeout(), p.notifyDeadline(), p.onError() == WatchdogProperties.OnError.CONTINUE);
    }

    void alert(String event, String text) {
        if (alerts.isEmpty() || !ALERTS.contains(event)) {
            return;
        }
        byte[] line = ("AWD " + id + ": " + text + "\n").getBytes(StandardCharsets.UTF_8);
        alerts.forEach(node -> node.target().ifPresent(notifier -> notifier.send(new Step("", id, 1, line, 0))));
    }

    /** Whether what is named could be sent now. */
    boolean ready() {
        return opt.isEmpty() || opt.get().target().isPresent() && nodes.stream().allMatch(node -> node.target().filter(Notifier::ready).isPresent());
    }
}
