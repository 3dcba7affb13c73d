package io.awd.optscript.internal;

import io.awd.api.object.Attribute;
import java.util.List;
import java.util.Optional;

/** What an opt-script reports. */
public record ScriptStatus(
        @Attribute(text = "Size of the script as it was read", unit = "bytes") int size,
        @Attribute(text = "SHA-256 of the script as it was read") String digest,
        @Attribute(text = "Incidents: how often it was run") long runs,
        @Attribute(text = "Steps that went out and nothing can answer") long sent,
        @Attribute(text = "Steps that were answered as done") long acknowledged,
        @Attribute(text = "Steps that failed") long failed,
        @Attribute(text = "Steps that went out with their outcome unknown") long unknown,
        @Attribute(text = "Steps that were not tried: one before them failed, or the peer was back") long cancelled,
        @Attribute(text = "Lines of incidents that the state folder did not take, of all watchdogs") long unrecorded,
        @Attribute(text = "The last incident's last step in one line") Optional<String> lastIncident,
        @Attribute(text = "The last 32 incidents of its watchdog") List<IncidentSummary> incidents) {
}
