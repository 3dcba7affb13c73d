package io.awd.watchdog.internal;

import io.awd.api.command.Command;
import io.awd.api.object.AwdException;
import java.util.List;

/** {@code incident-resume}: an incident that the end of the daemon interrupted goes on, because an operator says so. */
final class IncidentResume implements Command {
    /** Finds the watchdog of an id. */
    interface Find {
        Watchdog find(String id) throws AwdException;
    }

    private final Find watchdogs;

    IncidentResume(Find watchdogs) {
        this.watchdogs = watchdogs;
    }

    @Override
    public String name() {
        return "incident-resume";
    }

    @Override
    public String arguments() {
        return "INCIDENT";
    }

    @Override
    public String text() {
        return "go on with an incident that the end of AWD interrupted: what had begun is not sent again";
    }

    @Override
    public String run(List<String> arguments) throws AwdException {
        if (arguments.size() != 1) {
            throw new AwdException("usage: incident-resume INCIDENT");
        }
        String incident = arguments.get(0);
        String watchdog = incident.replaceFirst("-\\d+-\\d+$", "");
        if (watchdog.equals(incident)) {
            throw new AwdException("Incident '" + incident + "' not found");
        }
        watchdogs.find(watchdog).resumeIncident(incident);
        return "";
    }
}
