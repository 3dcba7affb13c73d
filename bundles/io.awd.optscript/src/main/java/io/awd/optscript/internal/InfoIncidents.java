package io.awd.optscript.internal;

import io.awd.api.command.Command;
import io.awd.api.command.Table;
import io.awd.api.object.AwdException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code info incidents}: what was sent, and what came back. */
@Component
public final class InfoIncidents implements Command {
    private final IncidentLog log;

    /** Called by Declarative Services. */
    @Activate
    public InfoIncidents(@Reference IncidentLog log) {
        this.log = log;
    }

    @Override
    public String name() {
        return "info incidents";
    }

    @Override
    public String arguments() {
        return "[ID]";
    }

    @Override
    public String text() {
        return "show the last incidents, those of a watchdog, or all of one incident";
    }

    @Override
    public List<String> complete(List<String> words) {
        return log.listed().stream().flatMap(record -> List.of(record.incident.watchdog(), record.incident.id()).stream()).distinct().toList();
    }

    @Override
    public String run(List<String> arguments) throws AwdException {
        if (arguments.isEmpty()) {
            return table(log.listed());
        }
        String id = arguments.get(0);
        List<IncidentRecord> own = log.listed().stream().filter(record -> record.incident.watchdog().equals(id)).toList();
        if (!own.isEmpty()) {
            return table(own);
        }
        return one(log.summary(log.find(id).orElseThrow(() -> new AwdException("no incident '" + id + "', and none of a watchdog of that id"))));
    }

    private String table(List<IncidentRecord> records) {
        Table table = new Table("INCIDENT", "TIME", "WATCHDOG", "REASON", "AGE", "STATE", "STEPS");
        for (IncidentRecord record : records) {
            IncidentSummary summary = log.summary(record);
            table.row(summary.incident(), summary.time(), summary.watchdog(), summary.reason(), summary.ageMs() + " ms", summary.state(), log.tally(record));
        }
        return table.toString();
    }

    private static String one(IncidentSummary summary) {
        Table table = new Table("NAME", "VALUE");
        table.row("incident", summary.incident()).row("watchdog", summary.watchdog()).row("reason", summary.reason()).row("text", summary.text())
                .row("time", summary.time()).row("age", summary.ageMs() + " ms").row("stalls", summary.stalls()).row("script", summary.script())
                .row("digest", summary.digest()).row("state", summary.state());
        summary.steps().forEach(step -> table.row("step", step));
        return table.toString();
    }
}
